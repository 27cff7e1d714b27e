"""Comparison: what each of several plans changes in the same area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import strain_year, year_or_strain
from sufficiency.allocation.frames import (
    SHOWN,
    columns_by,
    index_of,
    ranges_of,
    shown_by,
    with_range,
)
from sufficiency.allocation.summary import MEASURES, headlines_by_draw, label_of_measure
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.messages.listing import counted
from sufficiency.planned import plan_differences
from sufficiency.results import (
    MOST_FIGURES,
    Card,
    Figure,
    Provenance,
    Result,
    say_notes,
    versions,
)
from sufficiency.scenario.diff import NOTHING
from sufficiency.tables import by_labels

STAYERS = "stayers"
STAYERS_WORDS = {
    "keep": "Children stay where they are, and are not placed anew each year as in the reference.",
    "release": "Everybody is placed anew each year; in the reference children stay where they are.",
}
"""What it means that an allocation has another way with stayers than the reference."""

LESS = 0.05
"""A change of the mean below this is told as none [children, miles]."""
HALF_A_CHILD = 0.5
"""A change of fewer children shows as nought, and is told as hardly any."""
CHANGES = ("change", "change_low", "change_high")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Several allocations of the same area side by side; the first is the reference.

    `compare` makes one.

    Parameters
    ----------
    allocations : mapping of str to Allocation
        By name.
    """

    allocations: Mapping[str, Allocation]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the allocations; the first is the reference."""
        return tuple(self.allocations)

    @property
    def reference(self) -> Allocation:
        """The allocation that the others are held against."""
        return self.allocations[self.names[0]]

    @cached_property
    def basis(self) -> str:
        """The weakest basis that any of them rests on."""
        return terms.weakest([allocation.basis for allocation in self.allocations.values()])

    @cached_property
    def notes(self) -> tuple[Finding, ...]:
        """What the user should know, each once; the place names the plans, where it is not all."""
        held = dict.fromkeys(note for made in self.allocations.values() for note in made.notes)
        return tuple(self._noted(note) for note in held)

    def _noted(self, note: Finding) -> Finding:
        """Name the plans that a note is of, where it is not of all of them."""
        of = [name for name, made in self.allocations.items() if note in made.notes]
        if len(of) == len(self.allocations):
            return note
        return replace(note, file=f"{', '.join(of)}: {note.file}")

    def summary(self) -> pd.DataFrame:
        """Give the headline figures of each, and their change against the reference.

        Returns
        -------
        pandas.DataFrame
            Columns year, measure, label, unit, scenario, value with low and high, change with
            change_low and change_high (draw by draw against the reference), basis.
        """
        ours = headlines_by_draw(self.reference)
        parts = []
        for name, allocation in self.allocations.items():
            theirs = headlines_by_draw(allocation)
            for measure, (_, unit) in MEASURES.items():
                label = label_of_measure(measure, allocation.setting.supply.aims)
                held = with_range("value", theirs[measure])
                change = with_range("change", theirs[measure] - ours[measure])
                parts.append(
                    pd.DataFrame(
                        {
                            "year": allocation.years,
                            "measure": measure,
                            "label": label,
                            "unit": unit,
                            "scenario": name,
                            "value": held["value"],
                            "low": held["value_low"],
                            "high": held["value_high"],
                            **change,
                            "basis": self.basis,
                        }
                    )
                )
        made = pd.concat(parts, ignore_index=True)
        return made.sort_values(["year", "measure"], kind="stable", ignore_index=True)

    def gap_changes(
        self, *, by: Sequence[str] = ("year", "group", "need", "phase", "level")
    ) -> pd.DataFrame:
        """Give what each plan changes by residence, against the reference.

        Parameters
        ----------
        by : sequence of str
            "year", with any of "group", "locality", "need", "phase", "level".

        Returns
        -------
        pandas.DataFrame
            Columns scenario, those of `by`, then demand_change, placed_within_limit_change,
            placed_further_change, independent_change and without_change [children], each with
            its low and high (`without_change_low`); basis. Changes are taken draw by draw.
        """
        wanted = columns_by(by, table="gap_changes")
        parts = []
        labels = self.reference.labels
        cells = self.reference.drawn.counts.cells
        for name in self.names[1:]:
            others = self.allocations[name].drawn.counts.cells
            both = zip(
                shown_by(cells, labels, wanted), shown_by(others, labels, wanted), strict=True
            )
            made = ranges_of(
                {f"{count}_change": theirs[count] - ours[count] for count in SHOWN}
                for ours, theirs in both
            )
            frame = index_of(labels, wanted).assign(**made, basis=self.basis)
            frame.insert(0, "scenario", name)
            parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    def plans(self) -> dict[str, str]:
        """Say in sentences what each plan does differently from things as they stand."""
        return {
            name: str(plan_differences(allocation.projection.area, allocation.scenario))
            for name, allocation in self.allocations.items()
        }

    def differences(self, name: str) -> tuple[str, ...]:
        """Say what one of them supposes differently from the reference, and who stays where.

        Parameters
        ----------
        name : str
            Of the allocation.

        Returns
        -------
        tuple of str
            A sentence for each difference; one that says so where there is none.

        Raises
        ------
        UnknownNameError
            If there is no such allocation.
        """
        if name not in self.allocations:
            known = f"It has {', '.join(self.names)}."
            raise UnknownNameError.of(
                "unknown_word", value=name, kind="plan of this comparison", meant=known
            )
        reference, other = self.reference, self.allocations[name]
        parts = reference.scenario.diff(other.scenario).parts
        way = other.setting.stayers
        is_other_way = way != reference.setting.stayers
        told = [sentence for about, sentence in parts if about != STAYERS or is_other_way]
        if is_other_way and STAYERS not in dict(parts):
            told.append(STAYERS_WORDS[way])
        return tuple(told or [NOTHING])

    def sentences(self, *, year: int | None = None) -> tuple[str, ...]:
        """Say what each plan changes against the reference, one sentence a plan.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain in the reference where left out.
        """
        chosen = year_or_strain(self.reference, year)
        held = by_labels(self.summary(), "year", "measure", "scenario")
        told = []
        for name in self.names[1:]:
            reference = self.reference.projection.scenario
            drives = reference.demand_differences(self.allocations[name].projection.scenario)
            demand = (("demand", "children who need a place"),) if drives else ()
            parts = [
                _change_words(held[chosen, measure, name], words)
                for measure, words in (
                    *demand,
                    ("without", "children without a place"),
                    ("independent", "children in independent schools"),
                )
            ]
            parts.append(_journey_words(held[chosen, "mean_miles", name]))
            told.append(
                f"In {terms.year_label(chosen)}, {name} against {self.names[0]}: "
                f"{'; '.join(parts)}."
            )
        return tuple(told)

    def to_frame(self, table: str = "summary", *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Give one of the tables: "summary", "gap_changes" (at any detail), "plans" or "notes".

        Raises
        ------
        UnknownNameError
            If there is no such table, or no such axis.
        """
        if table == "gap_changes" and by is not None:
            return self.gap_changes(by=by)
        if by is not None:
            raise UnknownNameError.of(
                "allocation_by_unknown", table=table, value=", ".join(by), known="gap_changes"
            )
        return super().to_frame(table)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name."""
        plans = [(name, words) for name, words in self.plans().items()]
        return {
            "summary": self.summary(),
            "gap_changes": self.gap_changes(),
            "plans": pd.DataFrame(plans, columns=["scenario", "what_it_plans"]),
            "notes": findings_frame(self.notes),
        }

    def card(self) -> Card:
        """Say what the plans change in the year of greatest strain."""
        year = strain_year(self.reference)
        held = by_labels(self.summary(), "year", "measure", "scenario")
        figures = tuple(
            Figure(
                f"Without a place: {name}",
                held[year, "without", name]["value"],
                f"children, {terms.year_label(year)}",
                self.basis,
                held[year, "without", name]["low"],
                held[year, "without", name]["high"],
            )
            for name in self.names[:MOST_FIGURES]
        )
        title = f"Comparison of {', '.join(self.names)}; the reference is {self.names[0]}."
        more = len(self.names) - len(figures)
        plans = counted(more, "more plan is", "more plans are")
        left_out = f"{plans} not among the figures here: the table summary has all. "
        return Card(
            title,
            (
                " ".join(self.sentences()),
                f"{left_out if more else ''}"
                f"Changes are taken draw by draw over {counted(self.reference.draws, 'draw')}.",
            ),
            figures,
            next_python=f"{say_notes(self.notes, result='comparison')}Next: "
            'comparison.to_frame("gap_changes", by=["year", "need"]), sf.report(comparison).',
            next_command="the command report writes a page",
        )

    def provenance(self) -> Provenance:
        """Tell with what each allocation was made."""
        settings = {
            f"{name}: {key}": value
            for name, allocation in self.allocations.items()
            for key, value in allocation.provenance().settings.items()
        }
        return Provenance(self.reference.projection.area.inputs, versions(), settings)


def _change_words(row: Mapping[str, Any], words: str) -> str:
    """Say a change of whole children: "12 fewer children without a place (5 to 20)"."""
    change, low, high = (float(row[name]) for name in CHANGES)
    if abs(change) < LESS:
        return f"no change in {words}"
    if abs(change) <= HALF_A_CHILD:  # a half is shown as nought
        return f"hardly any change in {words}"
    return f"{_side(change, ('fewer', 'more'), words=words)} ({_spread(low, high)})"


def _journey_words(row: Mapping[str, Any]) -> str:
    """Say the change of the mean journey: "the mean journey of the placed 0.3 miles shorter"."""
    change, low, high = (float(row[name]) for name in CHANGES)
    if change != change:
        return "no mean journey of the placed to compare, since in some draws nobody is placed"
    if abs(change) < LESS:
        return "no change in the mean journey of the placed"
    sides = ("shorter", "longer")
    told = _side(change, sides, digits=1, words="miles")
    return f"the mean journey of the placed {told} ({_spread(low, high, sides, digits=1)})"


def _spread(
    low: float, high: float, sides: tuple[str, str] = ("fewer", "more"), *, digits: int = 0
) -> str:
    """Say a range of changes; with their sides where it holds both."""
    near, far = sorted((abs(low), abs(high)))
    if low * high > 0:
        return f"{near:,.{digits}f} to {far:,.{digits}f}"
    return f"{_side(low, sides, digits=digits)} to {_side(high, sides, digits=digits)}"


def _side(change: float, sides: tuple[str, str], *, digits: int = 0, words: str = "") -> str:
    """Say a change without a sign: "12 fewer children", "0.3 miles shorter"."""
    side, size = sides[int(change > 0)], f"{abs(change):,.{digits}f}"
    if size == "1":
        words = words.replace("children who need", "child who needs").replace("children", "child")
    parts = (size, words, side) if digits else (size, side, words)
    return " ".join(part for part in parts if part)
