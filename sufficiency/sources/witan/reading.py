"""A folder in the formats of witan.send as tables of an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.sources.code_maps import lists
from sufficiency.sources.kinds import Kind
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import TextTable
from sufficiency.sources.witan.codes import (
    Given,
    codes_frame,
    codes_given,
    needs_in,
    raise_all,
    settings_in,
)
from sufficiency.sources.witan.costs import costs_of
from sufficiency.sources.witan.files import folder_of, kind_of, tables_in, whole_numbers
from sufficiency.sources.witan.flows import Children, children_of, plans_of, transitions_of
from sufficiency.sources.witan.states import not_valid, states_of

if TYPE_CHECKING:
    import pandas as pd

LABELS = {"january": -1, "mid_year": 0}
"""What the calendar year of a population is: the January in which it is counted, or the middle of
the year of the estimate; and how far the academic year is from it."""

Step = tuple[str, str, int, str, str]


def read_witan(
    folder: str | Path,
    *,
    needs: Given = None,
    settings: Given = None,
    locality: str = "all",
    population_of: str = "january",
    price_year: int | None = None,
) -> Reading:
    """Read transitions.csv and, where they are there, population.csv, valid-states.csv, costs.csv.

    Parameters
    ----------
    folder : str or Path
        Where the files are; they are told by their headings.
    needs, settings : mapping or path, optional
        Their codes to ours, or a TOML file from `suggest_witan_codes` that was filled in. A code
        that is one of our names for it needs no line.
    locality : str
        What the one locality is called: the files know no places.
    population_of : {"january", "mid_year"}
        What the calendar year of population.csv is. Files made since 2025 name the January in
        which the children are counted, the year after the estimate; older ones name the year of
        the estimate.
    price_year : int, optional
        The financial year of the costs and of their pounds; without it they are no table of the
        area.

    Returns
    -------
    Reading
        Tables `transitions`, `plans`; `population`, `costs` where they are there; `codes`,
        `valid_states`, `not_valid` and `state_costs`.

    Raises
    ------
    FileError
        If there is no such folder, or no transitions in it.
    FindingsError
        With all faults: codes without a meaning, rows that are no transitions.
    """
    if population_of not in LABELS:
        known = " or ".join(f'"{label}"' for label in LABELS)
        raise NotPossibleError.of(
            "witan_option", value=population_of, what="population", known=known
        )
    place = folder_of(folder)
    tables = tables_in(place)
    ours = lists()
    our_needs, faults = codes_given(
        needs, "needs", ours["needs"], asked=needs_in(tables), file=place.name
    )
    our_settings, more = codes_given(
        settings, "settings", ours["settings"], asked=settings_in(tables), file=place.name
    )
    table = tables["transitions"]
    children = children_of(table, needs=our_needs, settings=our_settings)
    faults += [*more, *children.faults]
    population, steps, more, notes = _population(tables, locality=locality, label=population_of)
    faults += more
    states, more = states_of(tables.get("valid-states"), needs=our_needs, settings=our_settings)
    faults += more
    costs = costs_of(
        tables.get("costs"),
        children,
        needs=our_needs,
        settings=our_settings,
        price_year=price_year,
    )
    faults += costs.faults
    if not faults and children.frame.empty:
        faults.append(finding("no_row_left", file=table.file))
    raise_all(faults, folder=place)
    held, about = _held(children, states, locality=locality, file=table.file)
    held |= {} if population is None else {"population": population}
    held |= costs.held
    held["codes"] = codes_frame(our_needs, our_settings)
    return Reading(
        kind="witan",
        title=f"Files of witan.send in {place.name}: {len(children.frame):,} transitions",
        held=held,
        steps=account_of([*_rows(table, children), *steps, *_others(tables)]),
        findings=(
            *(note for one in tables.values() for note in one.findings),
            *(*children.notes, *about, *notes, *costs.notes),
        ),
        inputs=tuple(one.source for one in tables.values()),
        settings={"locality": locality, "population_of": population_of},
    )


def _held(
    children: Children, states: pd.DataFrame | None, *, locality: str, file: str
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Lay out what the transitions tell, and hold them against the valid states."""
    plans, notes = plans_of(children.frame, locality=locality, file=file)
    held = {"transitions": transitions_of(children.frame, locality=locality), "plans": plans}
    if states is not None:
        held["valid_states"] = states
        wrong = not_valid(children, states)
        held["not_valid"] = wrong
        if len(wrong):
            words: dict[str, Any] = {"count": int(wrong["children"].sum())}
            notes.append(finding("witan_not_valid", file=file, **words))
    return held, notes


def _population(
    tables: Mapping[str, TextTable], *, locality: str, label: str
) -> tuple[pd.DataFrame | None, list[Step], list[Finding], list[Finding]]:
    """Read the population, one locality; NC years that an area has not are left out."""
    import pandas as pd

    if "population" not in tables:
        return None, [], [], []
    table = tables["population"]
    rows, file = table.frame, table.file
    years, faults = whole_numbers(
        rows, ["calendar year"], file=file, low=1990, high=2100, what="a calendar year"
    )
    ages, more = whole_numbers(
        rows, ["academic year"], file=file, low=-10, high=30, what="an academic (NC) year"
    )
    persons, wrong = whole_numbers(
        rows, ["population"], file=file, low=0, high=1_000_000, what="a number of persons"
    )
    faults += [*more, *wrong]
    made = pd.DataFrame(
        {
            "year": years["calendar year"] + LABELS[label],
            "locality": locality,
            "ncy": ages["academic year"],
            "persons": persons["population"].astype("float64"),
            "basis": "supplied",
        }
    )
    again = made.duplicated(["year", "ncy"])
    faults += [
        finding("population_row_twice", file=file, row=int(row), first=_first(made, row))
        for row in (made.index[again][:5] if not faults else [])
    ]
    kept = made[made["ncy"].between(terms.FIRST_NCY, terms.LAST_NCY)]
    steps: list[Step] = [(file, "rows", len(kept), "read", "population")]
    notes: list[Finding] = []
    others = len(made) - len(kept)
    if others:
        steps.append((file, "rows", others, "left_out", "outside NC years -4 to 20"))
        words: dict[str, Any] = {"count": others}
        notes.append(finding("witan_row_outside_ages", file=file, **words))
    return kept.reset_index(drop=True), steps, faults, notes


def _first(made: pd.DataFrame, row: Any) -> int:
    same = (made["year"] == made.loc[row, "year"]) & (made["ncy"] == made.loc[row, "ncy"])
    return int(made.index[same][0])


def _rows(table: TextTable, children: Children) -> list[Step]:
    steps: list[Step] = [(table.file, "rows", len(children.frame), "read", "transitions")]
    if children.left_out:
        why = "outside NC years -4 to 20"
        steps.append((table.file, "rows", children.left_out, "left_out", why))
    return steps


def _others(tables: Mapping[str, TextTable]) -> list[Step]:
    return [
        (tables[kind].file, "rows", len(tables[kind].frame), "read", kind)
        for kind in ("valid-states", "costs")
        if kind in tables
    ]


def _recognises(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row heads transitions."""
    return any(kind_of(row) == "transitions" for row in rows)


KIND = Kind("witan", "Files of witan.send", _recognises, read_witan)
