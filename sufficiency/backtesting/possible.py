"""From which Januaries can be projected, with what was known then; and why from no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.backtesting.folds import origins_of
from sufficiency.backtesting.words import januaries_words
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.growth import england_known

PLANS = "table plans"

LATEST = 9999
"""Later than every year: all that is known of England."""


def origins_possible(area: Area, years: tuple[int, ...]) -> tuple[int, ...]:
    """Give the academic years from which can be projected and held against a later January.

    Parameters
    ----------
    area : Area
    years : tuple of int
        Academic years of its Januaries with plans.

    Returns
    -------
    tuple of int
        Those with a January before and one after, and with England's growth known by then.
    """
    return tuple(year for year in origins_of(years) if len(england_known(area, year)) > 1)


def why_no_origin(area: Area, years: tuple[int, ...]) -> tuple[str, dict[str, Any]] | None:
    """Say why an area can be held against nothing of its past.

    Parameters
    ----------
    area : Area
    years : tuple of int
        Academic years of its Januaries with plans.

    Returns
    -------
    tuple or None
        The rule of a message and its words; None where something can be held.
    """
    said = ", ".join(terms.year_label(year) for year in years)
    if not origins_of(years):
        return "backtest_too_short", {"count": len(years), "years": said}
    if not origins_possible(area, years):
        return "backtest_no_origin", {"years": said, "first": _first_of_england(area, years)}
    return None


def refuse_no_origin(area: Area, years: tuple[int, ...]) -> None:
    """Refuse an area that can be held against nothing of its past.

    Raises
    ------
    NotPossibleError
        If there are fewer than three Januaries, or of England fewer than two up to each but the
        last.
    """
    refused = why_no_origin(area, years)
    if refused is not None:
        rule, words = refused
        raise NotPossibleError.of(rule, **words)


def notes_of_left_out(area: Area, years: tuple[int, ...]) -> Iterator[Finding]:
    """Note the Januaries from which nothing was projected, as England's growth was not known."""
    possible = origins_possible(area, years)
    left_out = [year for year in origins_of(years) if year not in possible]
    if left_out:
        yield finding(
            "backtest_england_unknown",
            file=PLANS,
            januaries=januaries_words(left_out),
            first=_first_of_england(area, years),
        )


def _first_of_england(area: Area, years: tuple[int, ...]) -> int:
    """Give the first January from which on England's plans are known, up to the area's last."""
    known = england_known(area, max(years)) or england_known(area, LATEST)
    return terms.january_of_year(min(known))
