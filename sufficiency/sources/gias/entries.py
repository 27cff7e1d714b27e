"""The register of schools as a frame: one row for each establishment, codes as the project's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.days import day_of
from sufficiency.sources.text_tables import read_text_table

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.text_tables import TextTable

WHAT = "the register of schools"
NEEDED = ("urn", "name", "easting", "northing")
TELLING = ("capacity", "base_type", "rp_capacity", "unit_capacity", "need_1", "low_age")
"""Columns without which less can be told; it is noted where one is not there."""

WHOLE = re.compile(r"[0-9]{1,7}(?:\.0+)?")
OLDEST = 1000
"""Schools are older than children: the register has days of opening long before 1900."""
MOST_METRES, MOST_PUPILS = 999_999, 10_000
"""No school is further from the origin of the National Grid, and none has more places."""
IN_NAME = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entries:
    """The establishments of a register.

    Parameters
    ----------
    table : TextTable
        The file.
    frame : pandas.DataFrame
        One row for each, columns as in `register_columns.csv`, then setting, is_special, state
        and needs; text is "" and numbers are missing where blank; the index is the row.
    left_out : int
        Rows that are no entry: without a URN, or of a URN that stood before.
    findings : tuple of Finding
        What is noted of the file as a whole.
    roll_year : int or None
        Academic year of the roll, where its heading says it.
    """

    table: TextTable
    frame: pd.DataFrame
    left_out: int
    findings: tuple[Finding, ...]
    roll_year: int | None


def is_register(row: Sequence[str]) -> bool:
    """Say whether a row is the header of the register, or of a list of schools made from it."""
    held = {terms.register_column_of(cell)[0] for cell in row}
    return set(NEEDED) <= held and bool({"type_code", "type"} & held)


def read_entries(path: str | Path) -> Entries:
    """Read the register: only columns that are needed ever leave the file.

    Raises
    ------
    FileError, FindingsError
        If it cannot be opened, or is no register.
    """
    import pandas as pd

    table = read_text_table(
        path,
        what=WHAT,
        is_header=is_register,
        keep=lambda heading: terms.register_column_of(heading)[0] != "",
    )
    chosen, roll_year = _chosen(table)
    blank = pd.Series("", index=table.frame.index, dtype=object)
    columns: dict[str, Any] = {}
    notes: list[Finding] = list(table.findings)
    for column in terms.register_columns():
        heading = chosen.get(column.name)
        texts = blank if heading is None else table.frame[heading].astype(object)
        if heading is None and column.name in TELLING:
            notes.append(finding("gias_column_absent", file=table.file, value=column.name))
        if column.kind == "text":
            columns[column.name] = texts
            continue
        most = MOST_METRES if column.name in ("easting", "northing") else MOST_PUPILS
        read, faults = _dates(texts) if column.kind == "date" else _numbers(texts, most=most)
        columns[column.name] = read
        if faults:
            row = faults[0]
            notes.append(
                finding(
                    "gias_cell_unreadable",
                    file=table.file,
                    row=int(row),
                    column=str(heading),
                    value=texts.loc[row],
                    kind="number" if column.kind == "number" else "day",
                    count=len(faults),
                )
            )
    frame = pd.DataFrame(columns, index=table.frame.index)
    frame, left_out, found = _one_for_each(frame, file=table.file)
    today = _day_in(table, frame) or _last_of_roll(roll_year)
    frame, more = _coded(frame, file=table.file, today=today)
    return Entries(table, frame, left_out, (*notes, *found, *more), roll_year)


def _chosen(table: TextTable) -> tuple[dict[str, str], int | None]:
    """Choose the heading of each column: the first on its list that is there."""
    best: dict[str, tuple[int, str]] = {}
    for heading in table.frame.columns:
        name, place = terms.register_column_of(heading)
        if name and (name not in best or place < best[name][0]):
            best[name] = (place, heading)
    chosen = {name: heading for name, (_, heading) in best.items()}
    january = terms.year_in_heading(chosen["roll"]) if "roll" in chosen else None
    return chosen, None if january is None else terms.year_of_january(january)


def _numbers(texts: pd.Series[Any], *, most: float) -> tuple[pd.Series[Any], list[int]]:
    """Read whole numbers; a cell that is none, or is beyond belief, is missing and told."""
    import pandas as pd

    known = {text: float(text) for text in texts.unique() if WHOLE.fullmatch(text)}
    known = {text: number for text, number in known.items() if number <= most}
    numbers = pd.Series(texts.map(known), dtype="float64")
    faults = texts.index[numbers.isna() & (texts != "")]
    return numbers, list(faults)


def _dates(texts: pd.Series[Any]) -> tuple[pd.Series[Any], list[int]]:
    """Read days, written 31-08-2024, 31/08/2024 or 2024-08-31, as 2024-08-31."""
    known = {text: day_of(text, first=OLDEST) for text in texts.unique()}
    days = texts.map({text: "" if day is None else day.isoformat() for text, day in known.items()})
    faults = texts.index[(days == "") & (texts != "")]
    return days.astype(object), list(faults)


def _one_for_each(frame: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, int, list[Finding]]:
    """Leave rows out that have no URN, or one that stood before."""
    notes = []
    urn = frame["urn"].str.replace(r"\.0+$", "", regex=True)
    frame = frame.assign(urn=urn)
    is_urn = urn.map(lambda text: terms.is_urn(text)).astype(bool)
    without = frame.index[~is_urn]
    if len(without):
        row = int(without[0])
        notes.append(
            finding(
                "gias_no_urn",
                file=file,
                row=row,
                column="URN",
                value=frame["urn"].loc[row],
                count=len(without),
            )
        )
    kept = frame[is_urn]
    again = kept["urn"].duplicated()
    if again.any():
        row = int(kept.index[again][0])
        value, count = kept["urn"].loc[row], int(again.sum())
        notes.append(
            finding("gias_urn_twice", file=file, row=row, column="URN", value=value, count=count)
        )
    kept = kept[~again]
    return kept, len(frame) - len(kept), notes


def _coded(
    frame: pd.DataFrame, *, file: str, today: date | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Add setting, whether it is a special school, state on the register's day, and needs."""
    pairs = frame[["type_code", "type"]].drop_duplicates().to_numpy().tolist()
    types = {(code, label): terms.register_type(code, label) for code, label in pairs}
    keys = list(zip(frame["type_code"], frame["type"], strict=True))
    strange = {key for key, known in types.items() if known is None}
    notes = []
    if strange:
        at = next(place for place, key in enumerate(keys) if key in strange)
        notes.append(
            finding(
                "gias_type_unknown",
                file=file,
                row=int(frame.index[at]),
                value=" ".join(part for part in keys[at] if part) or "(blank)",
                count=sum(key in strange for key in keys),
            )
        )
    settings = {key: known.setting if known else "unknown" for key, known in types.items()}
    specials = {key: bool(known and known.is_special) for key, known in types.items()}
    state, found = _states(frame, file=file, today=today)
    needs, more = _needs(frame, file=file)
    made = frame.assign(
        setting=[settings[key] for key in keys],
        is_special=[specials[key] for key in keys],
        state=state,
        needs=needs,
    )
    return made, [*notes, *found, *more]


def _states(
    frame: pd.DataFrame, *, file: str, today: date | None
) -> tuple[pd.Series[Any], list[Finding]]:
    """Say of each whether it is open, closing, closed or proposed; unknown where it is not said.

    Without a status, a closing day tells it: closed where the day has been when the register was
    taken, closing where it has not. Of a register of no known day it tells nothing.
    """
    known = terms.register_statuses()
    state = frame["status"].str.casefold().map(known)
    ends = (frame["close_date"] != "") & (frame["status"] == "")
    if today is not None:
        # Days are written year first, so that their text is in their order.
        has_been = frame["close_date"] <= today.isoformat()
        state = state.mask(ends & has_been, "closed").mask(ends & ~has_been, "closing")
    state = state.fillna("unknown").astype(object)
    strange = frame.index[state == "unknown"]
    if not len(strange):
        return state, []
    row = int(strange[0])
    value = frame["status"].loc[row] or "(blank)"
    note = finding("gias_status_unknown", file=file, row=row, value=value, count=len(strange))
    return state, [note]


def _needs(frame: pd.DataFrame, *, file: str) -> tuple[list[str], list[Finding]]:
    """Turn the thirteen columns of designations into a list of needs with semicolons."""
    columns = [name for name in frame.columns if re.fullmatch(r"need_[0-9]+", name)]
    rows = list(zip(*(frame[name] for name in columns), strict=True))
    known = {row: terms.needs_designated(row) for row in set(rows)}
    strange = [(at, known[row][1]) for at, row in enumerate(rows) if known[row][1]]
    notes = []
    if strange:
        at, labels = strange[0]
        notes.append(
            finding(
                "gias_need_unknown",
                file=file,
                row=int(frame.index[at]),
                value=labels[0],
                count=len(strange),
            )
        )
    return [";".join(known[row][0]) for row in rows], notes


def year_of_register(entries: Entries, year: int | None) -> int | None:
    """Give the academic year that the register stands for.

    Parameters
    ----------
    entries : Entries
    year : int or None
        As the user gave it: then that one.

    Returns
    -------
    int or None
        By the day in the file's name (edubasealldata20250109.csv), else by its last change,
        else the year of the roll; None where nothing tells it.
    """
    if year is not None:
        return year
    today = _day_in(entries.table, entries.frame)
    return entries.roll_year if today is None else terms.year_of_date(today)


def _day_in(table: TextTable, frame: pd.DataFrame) -> date | None:
    """Give the day on which the register was taken: that in the file's name, or its last change."""
    match = IN_NAME.search(Path(table.source.file).stem)
    if match is not None:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    last = max(frame["changed_date"], default="")
    return date.fromisoformat(last) if last else None


def _last_of_roll(roll_year: int | None) -> date | None:
    """Give the last day of the academic year of the roll, where the register has no other day."""
    return None if roll_year is None else date(terms.january_of_year(roll_year), 8, 31)
