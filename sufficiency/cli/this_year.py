"""Files of this year for the command roll-over: each told by its headings, and read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.cli.parts import CASES, Part, columns_in, parts_of
from sufficiency.errors import finding

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area
    from sufficiency.intake.choices import Choices
    from sufficiency.sources.reading import Reading

SAID = ("authority", "name", "authority_code", "authority_code_dfe", "code")
"""Facts of an area that say which authority it is of."""

NOT_TOLD = ("", "not told")
FOLLOWED = ("sen2", CASES)
"""Kinds of files of which children are followed from one to the next."""

OF_SITES = ("sites", "pools", "places")
HERE = 0.01
"""A school that is no farther from the point of a site counts as standing there [miles]."""

OF_POOL, BASE = ("site", "level", "setting"), "base"


@dataclass(frozen=True, slots=True)
class Whose:
    """An authority, as far as it is known by name, by nine characters and by three digits."""

    name: str = ""
    code: str = ""
    three_digits: str = ""

    def for_kind(self, kind: str) -> str | None:
        """Say which authority is meant, as files of a kind know it."""
        if kind == "sen2":
            return self.three_digits or None
        if kind == "places":
            return self.name or self.code or None
        return self.code or self.name or self.three_digits or None


def whose(area: Area, authority: str | None) -> Whose:
    """Say of which authority an area is, by all that it tells and that was typed.

    Name, code of nine characters and code of three digits are one authority: whichever of them was
    typed, a file is asked by the one that it has.
    """
    from sufficiency.sources.authorities import plain_name

    facts = [fact for item in SAID if (fact := area.fact(item)) not in NOT_TOLD]
    typed = (authority or "").strip()
    is_same = not typed or plain_name(typed) in {plain_name(fact) for fact in facts}
    is_three = bool(re.fullmatch(r"[0-9]{3}", typed))
    if not is_same and is_three and not _first(facts, r"[0-9]{3}"):
        is_same = True  # an area that does not know its three digits is told them
    known = [*facts, typed] if is_same else [typed]
    return Whose(
        name=next((one for one in known if one and not any(sign.isdigit() for sign in one)), ""),
        code=_first(known, r"[A-Za-z][0-9]{8}"),
        three_digits=_first(known, r"[0-9]{3}"),
    )


def _first(texts: Sequence[str], pattern: str) -> str:
    return next((text for text in texts if re.fullmatch(pattern, text)), "")


def this_years(
    paths: Sequence[str],
    area: Area,
    *,
    authority: str | None,
    postcodes: str = "",
    columns: str = "",
    years: Mapping[str, int] | None = None,
    out_of_step: str = "",
) -> list[Reading | Path]:
    """Read files and folders that their reader knows by their headings; leave others to the verb.

    SEN2 returns are read as one, and so are exports of cases, so that children are followed from
    January to January.

    Raises
    ------
    FileError
        If a folder holds an area beside other files, or two registers.
    FindingsError
        With what is wrong in a file.
    NotPossibleError
        If something was said of exports, and none is there.
    """
    from sufficiency.intake.choices import OUT_OF_STEP, Choices

    of_whom = whose(area, authority)
    holds = columns_in(paths, columns)
    choices = Choices(
        "",
        postcodes=postcodes,
        columns=holds,
        years=years or {},
        out_of_step=out_of_step or OUT_OF_STEP,
    )
    given = _as_one(parts_of(paths, besides=postcodes, columns=holds))
    _refuse_unheard(paths, choices, given, named=columns)
    made: dict[int, Reading | Path] = {}
    register: Reading | None = None
    for at, part in sorted(enumerate(given), key=lambda pair: pair[1].kind != "gias"):
        if not part.kind:
            made[at] = part.places[0]
            continue
        if part.kind == CASES:
            made[at] = _exports(part, choices, of_whom)
            continue
        options: dict[str, Any] = {"authority": of_whom.for_kind(part.kind)}
        if part.kind == "sen2":
            schools = register if register is not None else schools_of(area)
            options |= {"locality_of": postcodes or None, "establishments": schools}
        if part.links is not None:
            options["links"] = part.links
        if part.kind == "places":
            options["points"] = register if register is not None else sites_of(area)
        reading = _read(part, options)
        if part.kind == "gias":
            reading = with_neighbours(reading, part, area, options)
        register = reading if part.kind == "gias" else register
        made[at] = reading
    return [made[at] for at in range(len(given))]


def _as_one(parts: Sequence[Part]) -> list[Part]:
    """Put all SEN2 returns together, and all exports, where the first of them stands."""
    together: dict[str, list[Part]] = {}
    for part in parts:
        together.setdefault(part.kind, []).append(part)
    made = []
    for part in parts:
        alike = together[part.kind]
        if part.kind not in FOLLOWED:
            made.append(part)
        elif part is alike[0]:
            places = tuple(place for one in alike for place in one.places)
            made.append(Part(part.kind, places, tuple(note for one in alike for note in one.notes)))
    return made


def _refuse_unheard(
    paths: Sequence[str], choices: Choices, given: Sequence[Part], *, named: str
) -> None:
    """Refuse what was said of exports that are not there, or of a file that is asked no year."""
    from sufficiency.errors import NotPossibleError
    from sufficiency.intake.choices import OUT_OF_STEP
    from sufficiency.intake.heard import refuse_unheard, refuse_years_unheard
    from sufficiency.intake.recognising import recognise

    refuse_unheard(choices)
    is_said = named or choices.out_of_step != OUT_OF_STEP
    if is_said and not any(part.kind == CASES for part in given):
        said = Path(named).name or choices.out_of_step
        raise NotPossibleError.of("cases_columns_unheard", value=said)
    if choices.years:
        refuse_years_unheard(choices, recognise(paths, columns=choices.columns))


def _exports(part: Part, choices: Choices, of_whom: Whose) -> Reading:
    """Read the exports of cases as one."""
    from sufficiency.intake.exports import exports_of
    from sufficiency.sources.naming import names_of

    whom = of_whom.name or of_whom.code or None
    names = names_of(part.places)
    (reading,), notes = exports_of({CASES: part.places}, names, choices, authority=whom)
    return replace(reading, findings=(*reading.findings, *notes, *part.notes))


def schools_of(area: Area) -> pd.DataFrame | None:
    """Give the schools that an area knows by their URN, for a return without a register beside it.

    Returns
    -------
    pandas.DataFrame or None
        Columns urn, setting and base_kind; None where no site is a URN. All other schools stay
        unknown: whether they are mainstream is not told.
    """
    import pandas as pd

    from sufficiency import terms

    told: dict[str, set[str]] = {}
    pools = area.table("pools")
    for site, level, setting in zip(*(pools[name] for name in OF_POOL), strict=True):
        if terms.is_urn(str(site)):
            told.setdefault(str(site), set()).add(str(setting or level))
    # A base is in a mainstream school, though a satellite of a special school may be there too.
    rows = [
        (urn, "mainstream", BASE) if BASE in held else (urn, min(held), "")
        for urn, held in sorted(told.items())
    ]
    return pd.DataFrame(rows, columns=["urn", "setting", "base_kind"]) if rows else None


def sites_of(area: Area) -> pd.DataFrame | None:
    """Give the sites that an area knows by their URN, for a list without a register beside it.

    Returns
    -------
    pandas.DataFrame or None
        Columns urn, name, authority, easting and northing; None where no site has a URN.
    """
    sites = area.table("sites")
    known = sites[sites["urn"].notna()][["urn", "name", "authority", "easting", "northing"]]
    return known.reset_index(drop=True) if len(known) else None


def with_neighbours(
    register: Reading, part: Part, area: Area, options: Mapping[str, Any]
) -> Reading:
    """Read the register's rows of all sites that the area has, those of other authorities too.

    An authority's own schools are not all of its sites; what the register tells of a neighbour's
    school with this area's children is as new as what it tells of its own.
    """
    entries, own = register.held["establishments"], set(register.held["sites"]["site"])
    wanted = {*area.table("sites")["site"]} - own
    points = entries[entries["urn"].isin(wanted)][["easting", "northing"]].dropna()
    if points.empty or not options["authority"]:
        return register
    both = _read(part, {**options, "within_miles": HERE, "near": points})
    kept = own | wanted
    schools = {
        name: both.held[name][both.held[name]["site"].isin(kept)].reset_index(drop=True)
        for name in OF_SITES
    }
    return replace(both, held={**both.held, **schools})


def _read(part: Part, options: Mapping[str, Any]) -> Reading:
    from sufficiency.intake.recognising import kinds

    places = part.places[0] if len(part.places) == 1 else list(part.places)
    reading = next(one.read for one in kinds() if one.code == part.kind)(places, **options)
    notes = [*part.notes]
    if part.kind == "sen2" and not options["authority"]:
        notes.append(finding("rollover_authority_not_checked", file=reading.title))
    return replace(reading, findings=(*reading.findings, *notes))
