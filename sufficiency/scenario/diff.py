"""What one scenario does differently from another, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.diff_rows import NO_AREA, OfArea, row_sentences
from sufficiency.scenario.levels import (
    is_stated,
    rows_that_hold,
    same_shares,
    say_children,
    say_shares,
)
from sufficiency.scenario.loading import AS_THINGS_STAND
from sufficiency.scenario.register import ALL, register
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import FINANCIAL_YEAR, Value, say_span, say_value, spans

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No difference."
EXPLAINED = " (every assumption at its default, nothing new)"


@dataclass(frozen=True, slots=True)
class Difference:
    """What one scenario does differently from a reference.

    Parameters
    ----------
    name, reference : str
        The two scenarios.
    parts : tuple of (str, str)
        What each sentence is about, and the sentence.
    against_defaults : bool
        Whether the reference is things as they stand.
    """

    name: str
    reference: str
    parts: tuple[tuple[str, str], ...]
    against_defaults: bool = False

    @property
    def sentences(self) -> list[str]:
        """The differences, one sentence each; none where there is no difference."""
        return [sentence for _, sentence in self.parts]

    def to_frame(self) -> pd.DataFrame:
        """Give the sentences as a frame with columns about, sentence."""
        import pandas as pd

        return pd.DataFrame(list(self.parts), columns=["about", "sentence"])

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.parts)

    def __len__(self) -> int:
        """Count the sentences."""
        return len(self.parts)

    def __iter__(self) -> Iterator[str]:
        """Go through the sentences."""
        return iter(self.sentences)

    def __str__(self) -> str:
        """Return the sentences under a heading."""
        if not self.parts:
            return NOTHING
        against = self.reference if self.reference != self.name else f"another {self.name}"
        explained = EXPLAINED if self.against_defaults else ""
        heading = f"{self.name} against {against}{explained}:"
        return "\n".join([heading, *(f"  {said}" for said in self.sentences)])

    __repr__ = __str__


def difference(reference: Content, other: Content, *, area: OfArea = NO_AREA) -> Difference:
    """Lay two scenarios side by side, with what is known of the area that they are for."""
    parts: list[tuple[str, str]] = []
    if reference.marked != other.marked:
        parts.append(("marked", f"marked: {other.marked} instead of {reference.marked}."))
    for name in register():
        before, after = _assumption(reference, name), _assumption(other, name)
        parts += [(name, sentence) for sentence in _values(before, after)]
    parts += [("levels", sentence) for sentence in _levels(reference, other)]
    parts += row_sentences(reference, other, area)
    is_default = reference == AS_THINGS_STAND
    return Difference(other.name, reference.name, tuple(parts), is_default)


def demand_differences(reference: Content, other: Content) -> tuple[str, ...]:
    """Name what differs in any year and for any child, and drives demand."""
    differing = [
        name
        for name, term in register().items()
        if term.drives_demand and _values(_assumption(reference, name), _assumption(other, name))
    ]
    if not same_shares(reference.levels, other.levels):
        differing.append("levels")
    if reference.marked != other.marked:
        differing.append("marked")
    return tuple(differing)


def _assumption(content: Content, name: str) -> Assumption:
    entries = tuple(entry for entry in content.entries if entry.name == name)
    return Assumption(register()[name], entries)


def _values(before: Assumption, after: Assumption) -> list[str]:
    """Say how an assumption differs, for each key that either names."""
    said: list[str] = []
    for key in dict.fromkeys([*after.keys, *before.keys]):
        for first, last, old, new in spans(before.schedule_of(key), after.schedule_of(key)):
            for_whom = "" if key == ALL else f" for {after.says(key)}"
            why = _why(after, key, first)
            sentence = f"{after.name}{for_whom}: {_instead(new, old, after.term.unit)}"
            said.append(f"{sentence}{say_span(first, last)}{why}.")
    return said


def _instead(new: Value, old: Value, unit: str) -> str:
    """Say "5 percent instead of 0": the unit once, but both price years in full."""
    if new is None:
        return f"none instead of {say_value(old, unit=unit)}"
    rest = unit if unit == FINANCIAL_YEAR else ""
    return f"{say_value(new, unit=unit)} instead of {say_value(old, unit=rest)}"


def _why(assumption: Assumption, key: str, year: int) -> str:
    parts = set() if key == ALL else set(key.split("/"))
    why = assumption.entry_for(year, parts).why.strip().rstrip(".")
    return f" ({why})" if why else ""


def _levels(reference: Content, other: Content) -> list[str]:
    """Say which rows of the levels table come, change or go."""
    before, after = ({row.key: row for row in content.levels} for content in (reference, other))
    said: list[str] = []
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        content = other if new is not None and is_stated(new) else reference
        who = f"Levels of {say_children(key)}{_besides(key, content)}"
        if new is None:
            said.append(f"{who}: no row of their own.")
            continue
        why = f" ({reason})" if (reason := new["why"].strip().rstrip(".")) else ""
        if old is None or say_shares(old) != say_shares(new):
            instead = f" instead of {say_shares(old)}" if old is not None else ""
            said.append(f"{who}: {say_shares(new)}{instead}{why}.")
        elif is_stated(old) != is_stated(new):
            what = "stated, with" if is_stated(new) else "no longer stated, with"
            said.append(f"{who}: {what} the shares of the default{why}.")
    return said


def _besides(key: tuple[str, ...], content: Content) -> str:
    """Name the children whose own default row gives way to a stated row for more of them."""
    holding = {row.key for row in rows_that_hold(content.levels)}
    named = [part for part in key if part]
    rest = [
        "/".join(part for part, mine in zip(row.key, key, strict=True) if part and not mine)
        for row in content.levels
        if named and row.key not in holding and _is_within(row, key)
    ]
    return f", also for {', '.join(rest)}" if rest else ""


def _is_within(row: Row, key: tuple[str, ...]) -> bool:
    return all(not mine or part == mine for part, mine in zip(row.key, key, strict=True))
