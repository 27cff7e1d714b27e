"""What is said besides the files is heard, or refused: nothing that somebody typed goes unheard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.intake.choices import HOUSING_AS, Choices
from sufficiency.intake.exports import CASES
from sufficiency.intake.readings import area_tables
from sufficiency.intake.recognising import Recognised
from sufficiency.sources.cases.reading import STEPS
from sufficiency.sources.populations.by_locality import WAYS
from sufficiency.sources.reading import Reading

MADE_HERE = "population_by_locality"
HAVE_YEARS = ("population", CASES)
"""Codes of files of which it may be said of what year they are."""


def refuse_unheard(choices: Choices) -> None:
    """Refuse choices that are none, or that go with a file that is not named.

    Raises
    ------
    NotPossibleError
        If housing schemes or yields are named without the other; if it is said how homes count
        and no scheme is named; or if a choice is none of those that are known.
    """
    ways = (("gaps", choices.gaps, WAYS["gaps"]), ("homes", choices.housing_as, WAYS["homes"]))
    for what, value, known in ways:
        if value not in known:
            words = " or ".join(f'"{way}"' for way in known)
            raise NotPossibleError.of(
                "locality_population_option", value=value, what=what, known=words
            )
    if choices.out_of_step not in STEPS:
        raise NotPossibleError.of(
            "cases_option",
            value=choices.out_of_step,
            what="children out of step",
            known=" or ".join(f'"{way}"' for way in STEPS),
        )
    if bool(choices.housing) != bool(choices.yields):
        raise NotPossibleError.of(
            "intake_homes_and_yields", value=choices.housing or choices.yields
        )
    if choices.housing_as != HOUSING_AS and not choices.housing:
        raise NotPossibleError.of("intake_housing_as_alone", value=choices.housing_as)


def refuse_years_unheard(choices: Choices, found: Sequence[Recognised]) -> None:
    """Refuse a year that is said of a file which is not there, or which nobody asks for a year.

    Raises
    ------
    NotPossibleError
        With the files of which a year may be said.
    """
    asked = [one for one in found if one.code in HAVE_YEARS]
    names = {name for one in asked for name in (one.name, one.path.name)}
    for name in choices.years:
        if name not in names:
            told = ", ".join(one.name for one in asked) or "none of these files"
            raise NotPossibleError.of("intake_year_unheard", value=name, known=told)


def refuse_unused_homes(
    choices: Choices, *, read: Sequence[Reading], given: Sequence[Reading]
) -> None:
    """Refuse births and homes where the area's population is one that was made without them.

    A table population among the files, or a reading that somebody gave, goes before the population
    that is made of small areas with these births and homes.

    Parameters
    ----------
    choices : Choices
    read, given : sequence of Reading
        What was read from the files; and what was given as readings.

    Raises
    ------
    FindingsError
        If there is such a table or reading.
    """
    named = [Path(one).name for one in (choices.births, choices.housing) if one]
    others = [*given, *(one for one in read if one.kind != MADE_HERE)]
    titles = [one.title for one in others if "population" in one.held]
    if named and titles:
        fault = finding("intake_homes_not_heard", file=", ".join(named), source=titles[0])
        raise FindingsError([fault], what="The population")


def readings_unused(readings: Sequence[Reading]) -> list[Finding]:
    """Note readings that were given and hold no table of an area, such as housing schemes."""
    return [
        finding("intake_reading_not_used", file=one.title, held=", ".join(one.held))
        for one in readings
        if not area_tables(one)
    ]
