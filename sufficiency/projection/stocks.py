"""From an area's tables to the January counts and population that a projection starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area, is_hidden, with_structural_zeros
from sufficiency.demand.recording import recorded_otherwise
from sufficiency.demand.stocks import Stocks, stocks_of
from sufficiency.demand.unrecorded import with_unrecorded
from sufficiency.errors import Finding, FittingError, NotPossibleError, finding
from sufficiency.projection.axes import NCYS, UNKNOWN, needs, phase_of_each_ncy
from sufficiency.projection.transitions import Transitions, transitions_of
from sufficiency.projection.unrecorded import set_apart, unrecorded_notes
from sufficiency.scenario import Scenario
from sufficiency.tables import to_array

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What a projection starts from.

    Parameters
    ----------
    area : Area
        The area, with fitted plans where the scenario asks for them.
    localities : tuple of str
        Labels of the axis locality, in the order of their codes.
    stocks : Stocks
        January counts and population.
    transitions : Transitions or None
        What became of every child between two Januaries; None where the area does not say.
    notes : tuple of Finding
        What the user should know of the plans.
    left_out : tuple of Finding
        Which transitions are not used or are old, and why.
    """

    area: Area
    localities: tuple[str, ...]
    stocks: Stocks
    transitions: Transitions | None
    notes: tuple[Finding, ...]
    left_out: tuple[Finding, ...] = ()


def start_of(area: Area, scenario: Scenario) -> Start:
    """Lay an area's plans and population out as arrays.

    Children whose need or locality is not recorded are spread over all needs or localities as the
    nearest children are of whom it is recorded (`unrecorded.set_apart`), and drawn anew in each
    possible future; a note says how many, and as whom.

    Parameters
    ----------
    area : Area
        With two Januaries of plans or more.
    scenario : Scenario
        Says what becomes of counts that are not shown.

    Returns
    -------
    Start

    Raises
    ------
    NotPossibleError
        If there are no plans, counts are not shown, years are missing, or nobody is there.
    """
    if not area.years("plans"):
        raise NotPossibleError.of("projection_no_plans", area=area.name)
    area, refitted = _with_every_count(area, scenario)
    localities = tuple(sorted(area.localities_in_order))
    years = area.years("plans")
    plans = with_structural_zeros(area.table("plans"))
    axes: dict[str, Sequence[str | int]] = {
        "locality": (*localities, UNKNOWN),
        "need": (*needs(), UNKNOWN),
        "ncy": NCYS,
        "setting": terms.settings().codes,
    }
    counted = np.stack(
        [to_array(plans[plans["year"] == year], axes=axes, value="plans").values for year in years]
    )
    told = tuple(note for note in area.notes if note.rule == "needs_not_told")
    aged = tuple(note for note in area.notes if note.rule == "ages_not_told")
    population_years = area.years("population")
    persons = to_array(
        area.table("population"),
        axes={"year": population_years, "locality": localities, "ncy": NCYS},
        value="persons",
    ).values
    apart = set_apart(counted, _persons_of(years, population_years, persons))
    known = np.stack([with_unrecorded(own.held) for own in apart])
    notes = (
        *refitted,
        *told,
        *aged,
        *unrecorded_notes(counted, apart, years),
        *(() if told else _needs_changed(known, years)),
    )
    stocks = stocks_of(
        years,
        known,
        population_years,
        persons,
        phase=phase_of_each_ncy(),
        unrecorded={
            year: own.held
            for year, own in zip(years, apart, strict=True)
            if own.held.children.any()
        },
    )
    transitions, left_out = transitions_of(area, localities, stocks)
    return Start(area, localities, stocks, transitions, notes, left_out)


def _persons_of(
    years: Sequence[int], population_years: Sequence[int], persons: FloatArray
) -> FloatArray:
    """Axes (January, locality, ncy): population of each, or of the nearest year that is known."""
    known = np.array(population_years, dtype=np.int64)
    nearest = [int(np.abs(known - year).argmin()) for year in years] if len(known) else []
    return persons[nearest] if nearest else np.zeros((len(years), *persons.shape[1:]))


def _with_every_count(area: Area, scenario: Scenario) -> tuple[Area, tuple[Finding, ...]]:
    """Refuse counts that are not shown, or fit them where the scenario says so."""
    plans = area.table("plans")
    hidden = plans[is_hidden(plans)]
    if hidden.empty:
        return area, ()
    years = sorted({int(year) for year in hidden["year"]})
    if scenario.marked == "fit" and set(years) <= set(area.years("margins")):
        counts = {year: int(hidden["year"].eq(year).sum()) for year in years}
        return _fitted(area, scenario, counts)
    rows = area.explain("plans", year=years).rows
    first = rows[is_hidden(rows)].sort_values("row").iloc[0]
    raise NotPossibleError.of(
        "projection_marked",
        count=len(hidden),
        years=", ".join(map(terms.year_label, years)),
        place=f"{first['file']}, row {first['row']}",
        mark=first["plans_mark"],
    )


def _fitted(
    area: Area, scenario: Scenario, counts: Mapping[int, int]
) -> tuple[Area, tuple[Finding, ...]]:
    """Fit counts that are not shown beside those that are, January by January.

    Where margins contradict the counts that are shown, totals without room for the hidden ones
    are left out, and a note says so: counts that are shown, and where children live, stay as they
    are. `counts` says by academic year how many are not shown.
    """
    hidden = is_hidden(area.table("plans"))
    notes = []
    for year, count in counts.items():
        threshold = scenario.assumption("small_number_threshold").at(year)
        assert isinstance(threshold, int)
        try:
            area = area.with_marked_plans_fitted(years=[year], threshold=threshold)
        except FittingError as error:
            area = area.with_marked_plans_fitted(
                years=[year], threshold=threshold, leave_out_contradictions=True
            )
            notes.append(
                finding(
                    "projection_margins_left_out",
                    file="table plans",
                    column="plans",
                    count=count,
                    year=terms.year_label(year),
                    contradiction=f"{error.findings[0].file}: {error.findings[0].seen}",
                )
            )
    return area, (_told_fitted(area, hidden, counts), *notes)


def _told_fitted(area: Area, hidden: NDArray[np.bool_], counts: Mapping[int, int]) -> Finding:
    """Note how many counts are fitted, and how many children they hold, January by January."""
    plans = area.table("plans")
    figures = [
        f"{count:,} in January {terms.january_of_year(year)}, with"
        f" {plans.loc[hidden & (plans['year'] == year), 'plans'].sum():,.0f} of"
        f" {plans.loc[plans['year'] == year, 'plans'].sum():,.0f} children"
        for year, count in counts.items()
    ]
    return finding(
        "projection_marked_fitted",
        file="table plans",
        column="plans",
        figures="; ".join(figures),
    )


def _needs_changed(children: FloatArray, years: Sequence[int]) -> tuple[Finding, ...]:
    """Note needs that began or ceased to be recorded between two Januaries."""
    totals = children.sum(axis=(1, 3, 4))
    found = []
    for place in np.flatnonzero(recorded_otherwise(totals).any(axis=0)):
        told = ", ".join(
            f"{count:,.0f} in January {terms.january_of_year(year)}"
            for year, count in zip(years, totals[:, place], strict=True)
        )
        found.append(
            finding(
                "projection_need_changed",
                file="table plans",
                column="need",
                value=needs()[place],
                figures=told,
            )
        )
    return tuple(found)
