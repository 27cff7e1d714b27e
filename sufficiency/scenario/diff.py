"""What one scenario does differently from another, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.frames import shares, values_of
from sufficiency.scenario.levels import say_children
from sufficiency.scenario.reading import Entry
from sufficiency.scenario.register import ALL, contract, levels, register
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import ALWAYS, Schedule, Value, say_value

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No difference."


@dataclass(frozen=True, slots=True)
class Difference:
    """What one scenario does differently from a reference.

    Parameters
    ----------
    name, reference : str
        The two scenarios.
    parts : tuple of (str, str)
        What each sentence is about, and the sentence.
    """

    name: str
    reference: str
    parts: tuple[tuple[str, str], ...]

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
        return "\n".join(
            [f"{self.name} against {self.reference}:", *(f"  {said}" for said in self.sentences)]
        )

    __repr__ = __str__


def difference(reference: Content, other: Content) -> Difference:
    """Lay two scenarios side by side."""
    parts: list[tuple[str, str]] = []
    if reference.marked != other.marked:
        parts.append(("marked", f"marked: {other.marked} instead of {reference.marked}."))
    for name in register():
        before = Assumption(register()[name], _entries(reference, name))
        after = Assumption(register()[name], _entries(other, name))
        if values_of(before) != values_of(after):
            parts += [(name, sentence) for sentence in _values(before, after)]
    parts += [("levels", sentence) for sentence in _levels(reference, other)]
    parts += _sites(reference, other)
    parts += _places(reference, other)
    for table in ("pools", "caps", "schemes", "rules"):
        parts += [(table, sentence) for sentence in _rows(table, reference, other)]
    return Difference(other.name, reference.name, tuple(parts))


def _entries(content: Content, name: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in content.entries if entry.name == name)


def _values(before: Assumption, after: Assumption) -> list[str]:
    """Say how an assumption differs, for each key that either names."""
    said: list[str] = []
    keys = dict.fromkeys([*after.keys, *before.keys])
    for key in keys:
        parts = () if key == ALL else tuple(key.split("/"))
        spans = _spans(_schedule(before, parts), _schedule(after, parts))
        for first, last, old, new in spans:
            for_whom = "" if key == ALL else f" for {key}"
            why = _why(after, key, first)
            sentence = f"{after.name}{for_whom}: {_instead(new, old, after.term.unit)}"
            said.append(f"{sentence}{_from_to(first, last)}{why}.")
    return said


def _schedule(assumption: Assumption, parts: tuple[str, ...]) -> Schedule:
    years = sorted({ALWAYS, *(entry.year for entry in assumption.entries)})
    steps = tuple((year, assumption.entry_for(year, set(parts)).value) for year in years)
    return Schedule(steps, assumption.term.unit)


def _spans(before: Schedule, after: Schedule) -> list[tuple[int, int | None, Value, Value]]:
    """Find the years in which two schedules differ: first, last, old and new value."""
    years = sorted({*before.years, *after.years})
    spans: list[tuple[int, int | None, Value, Value]] = []
    for place, year in enumerate(years):
        last = years[place + 1] - 1 if place + 1 < len(years) else None
        old, new = before.at(year), after.at(year)
        if old == new:
            continue
        if spans and spans[-1][1] == year - 1 and spans[-1][2:] == (old, new):
            spans[-1] = (spans[-1][0], last, old, new)
        else:
            spans.append((year, last, old, new))
    return spans


def _instead(new: Value, old: Value, unit: str) -> str:
    """Say "5 percent instead of 0": the unit once."""
    if new is None:
        return f"none instead of {say_value(old, unit=unit)}"
    return f"{say_value(new, unit=unit)} instead of {say_value(old)}"


def _from_to(first: int, last: int | None) -> str:
    said = "" if first == ALWAYS else f" from {terms.year_label(first)}"
    return said if last is None else f"{said} until {terms.year_label(last)}"


def _why(assumption: Assumption, key: str, year: int) -> str:
    parts = set() if key == ALL else set(key.split("/"))
    why = assumption.entry_for(year, parts).why.strip().rstrip(".")
    return f" ({why})" if why else ""


def _levels(reference: Content, other: Content) -> list[str]:
    before, after = shares(reference), shares(other)
    whys = {row.key: row["why"].strip().rstrip(".") for row in other.levels}
    said: list[str] = []
    for key in dict.fromkeys([*after, *before]):
        if before.get(key) == after.get(key):
            continue
        who = f"Levels of {say_children(key)}"
        if key not in after:
            said.append(f"{who}: no row of their own.")
            continue
        old = f" instead of {_say_shares(before[key])}" if key in before else ""
        why = f" ({whys[key]})" if whys[key] else ""
        said.append(f"{who}: {_say_shares(after[key])}{old}{why}.")
    return said


def _say_shares(texts: tuple[str, ...]) -> str:
    """Say "mainstream 0.1 (0 to 0.2), base ...": texts are low, central, high by level."""
    by_level = zip(levels(), texts[0::3], texts[1::3], texts[2::3], strict=True)
    return ", ".join(f"{level} {mid} ({low} to {high})" for level, low, mid, high in by_level)


def _table(content: Content, table: str) -> dict[tuple[str, ...], Row]:
    return {row.key: row for row in content.rows if row.table == table}


def _sites(reference: Content, other: Content) -> list[tuple[str, str]]:
    before, after = _table(reference, "sites"), _table(other, "sites")
    parts = [
        ("sites", f"New site: {row['name']} ({row['site']}), {row['authority']}.")
        for key, row in after.items()
        if key not in before
    ]
    parts += [
        ("sites", f"Other facts for site {row['name']} ({row['site']}).")
        for key, row in after.items()
        if key in before and before[key].cells != row.cells
    ]
    gone = [row for key, row in before.items() if key not in after]
    return [*parts, *(("sites", f"Leaves out site {r['name']} ({r['site']}).") for r in gone)]


def _places(reference: Content, other: Content) -> list[tuple[str, str]]:
    """Say which places open, change or go, pool by pool."""
    before, after = _steps(reference), _steps(other)
    names = {row["site"]: row["name"] for row in reference.rows if row.table == "sites"}
    names |= {row["site"]: row["name"] for row in other.rows if row.table == "sites"}
    parts: list[tuple[str, str]] = []
    for pool in sorted({*before, *after}):
        site, short = pool
        name = f"{names[site]} ({site})" if site in names else site
        where = f"{name}, {short}" if short else name
        if pool not in before:
            parts.append(("places", f"Opens: {where}: {_say_steps(after[pool])}."))
        elif pool not in after:
            parts.append(("places", f"Leaves out places at {where}: {_say_steps(before[pool])}."))
        elif before[pool] != after[pool]:
            parts += [("places", said) for said in _changed_places(where, before, after, pool)]
    return parts


Steps = dict[tuple[str, str], tuple[tuple[int, str, str], ...]]


def _steps(content: Content) -> Steps:
    steps: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for row in content.rows:
        if row.table == "places":
            step = (int(row["year"]), row["places"], row["taken"] or "0")
            steps.setdefault((row["site"], row["pool"]), []).append(step)
    return {pool: tuple(sorted(held)) for pool, held in steps.items()}


def _say_steps(steps: tuple[tuple[int, str, str], ...]) -> str:
    said = []
    for place, (year, places, taken) in enumerate(steps):
        unit = " places" if place == 0 else ""
        of_these = f", {taken} of them taken," if taken != "0" else ""
        said.append(f"{places}{unit}{of_these} from {terms.year_label(year)}")
    return ", ".join(said)


def _changed_places(where: str, before: Steps, after: Steps, pool: tuple[str, str]) -> list[str]:
    first = min(before[pool][0][0], after[pool][0][0])
    said: list[str] = []
    for place, what in ((1, "Places"), (2, "Places taken")):
        old, new = (
            Schedule(((first - 1, "0"), *((step[0], step[place]) for step in held[pool])))
            for held in (before, after)
        )
        said += [
            f"{what} at {where}: {now} instead of {then}{_from_to(since, until)}."
            for since, until, then, now in _spans(old, new)
        ]
    return said


def _rows(table: str, reference: Content, other: Content) -> list[str]:
    """Say which rows come, change or go."""
    before, after = _table(reference, table), _table(other, table)
    one = {"pools": "pool", "caps": "cap", "schemes": "scheme", "rules": "rule"}[table]
    said: list[str] = []
    for key, row in after.items():
        name = ", ".join(part for part in key if part)
        if key not in before:
            said.append(f"New {one} {name}: {_cells(row)}.")
        elif before[key].cells != row.cells:
            changes = [
                f"{column} {text or 'blank'} instead of {before[key][column] or 'blank'}"
                for column, text in row.cells
                if before[key][column] != text
            ]
            said.append(f"Changes {one} {name}: {', '.join(changes)}.")
    gone = [key for key in before if key not in after]
    return [*said, *(f"Leaves out {one} {', '.join(p for p in key if p)}." for key in gone)]


def _cells(row: Row) -> str:
    names = contract(row.table).value_columns
    cells = dict(row.cells)
    return ", ".join(
        f"{name} {cells[name].rstrip('.')}" for name in names if cells[name] and name != "basis"
    )
