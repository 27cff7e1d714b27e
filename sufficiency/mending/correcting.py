"""Laying corrections into the tables of an area, and a record of every cell that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.mending.following import Change
from sufficiency.mending.issues import key_of, value_in
from sufficiency.mending.placed import along
from sufficiency.mending.reading_back import Answer, Held, read_as
from sufficiency.sources.days import day_of

if TYPE_CHECKING:
    import pandas as pd

AUDIT_COLUMNS = (
    *("id", "table", "key", "column", "before", "after", "done", "who", "when", "comment"),
)
CORRECTED, ANSWERED, FOLLOWS, ADDED = "corrected", "answered", "follows", "added up"
LEFT = "left"
ADDED_UP = {"plans": "plans", "placements": "plans", "transitions": "plans"}
"""Tables whose rows can be added up where a correction makes two of them one, and by what."""
NO_LONGER_FIRM = ("published", "estimated")
"""Bases that a row no longer has once somebody has corrected it: it is supplied then."""


@dataclass(frozen=True)
class Laid:
    """Tables with the corrections in them.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Only the tables that changed.
    audit : list of tuple
        Rows of `AUDIT_COLUMNS`.
    findings : list of Finding
        Faults that show only when corrections are laid in.
    """

    frames: dict[str, pd.DataFrame]
    audit: list[tuple[str, ...]]
    findings: list[Finding]


def lay_in(answers: Sequence[Answer], held: Held, *, file: str) -> Laid:
    """Lay corrections into copies of the tables that they are about.

    Parameters
    ----------
    answers : sequence of Answer
        Without faults of their own.
    held : Held
        The tables of the area.
    file : str
        What to call the file of issues.
    """
    laid = Laid({}, [], [])
    done: set[tuple[str, str, str]] = set()
    for answer in answers:
        table, key, column = answer.cell
        before = (
            held.value(table, key, column)
            if column and held.place(table, key) is not None
            else answer["value"]
        )
        if not answer.corrects or answer.text == before:
            laid.audit.append(_record(answer, before, before, ANSWERED))
            continue
        if answer.cell not in done:
            done.add(answer.cell)
            _write(laid, answer, held)
        # Behind what follows from it: taken backwards, the record leads to the area that was.
        laid.audit.append(_record(answer, before, _as_told(answer, held), CORRECTED))
    changed: dict[str, list[tuple[Answer, int]]] = {}
    for answer in answers:
        place = held.place(answer["table"], answer["key"])
        if answer.cell in done and place is not None:
            changed.setdefault(answer["table"], []).append((answer, place))
    once = {answer.cell: answer for answer in reversed(answers) if answer.cell in done}
    changes, stays = along(list(once.values())[::-1], held, file=file)
    for change in changes:
        _follow(laid, change, held)
        changed.setdefault(change.table, []).append((change.answer, change.place))
    for left in stays:
        laid.findings.append(left.note)
        now = left.answer["value"]
        record = _record(left.answer, now, now, LEFT)
        laid.audit.append(_of_table(record, left.table, left.key, left.column))
    for table in laid.frames:
        _join_twins(laid, table, changed[table], file=file)
    return laid


def _follow(laid: Laid, flow: Change, held: Held) -> None:
    """Write what follows from a correction of plans into a cell of another table."""
    frame: Any = laid.frames.setdefault(flow.table, _as_objects(held.frame(flow.table)))
    row = held.frame(flow.table).iloc[flow.place].to_dict()
    key = key_of(_plain(row), terms.table(flow.table).key)
    told = {flow.column: (str(row[flow.column]), flow.value)}
    if frame.iloc[flow.place]["basis"] in NO_LONGER_FIRM:
        told["basis"] = (str(row["basis"]), "supplied")
    for column, (before, after) in told.items():
        frame.iloc[flow.place, frame.columns.get_loc(column)] = after
        record = _record(flow.answer, before, str(after), FOLLOWS)
        laid.audit.append(_of_table(record, flow.table, key, column))


def _of_table(record: tuple[str, ...], table: str, key: str, column: str) -> tuple[str, ...]:
    """Make a record of a correction one of another table that follows from it."""
    told = dict(zip(AUDIT_COLUMNS, record, strict=True))
    return tuple((told | {"table": table, "key": key, "column": column}).values())


def _record(
    answer: Answer, before: str, after: str, done: str, *, column: str = ""
) -> tuple[str, ...]:
    day = day_of(answer["when"])
    return (
        *(answer["id"], answer["table"], answer["key"], column or answer["column"]),
        *(before, after, done, answer["who"], day.isoformat() if day else "", answer["comment"]),
    )


def _as_told(answer: Answer, held: Held) -> str:
    """Give the correction as it will stand in the table."""
    cell = read_as(answer, held)
    return cell.mark or key_of({"": cell.value}, [""])[1:]


def _write(laid: Laid, answer: Answer, held: Held) -> None:
    """Write a correction into its cell; the row is supplied from then on."""
    table, key, column = answer.cell
    contract, cell = terms.table(table), read_as(answer, held)
    frame: Any = laid.frames.setdefault(table, _as_objects(held.frame(table)))
    place = held.place(table, key)
    values = {column: cell.value}
    if contract[column].marks:
        values[contract[column].mark_column] = cell.mark
    basis = frame.iloc[place]["basis"] if "basis" in frame else ""
    if basis in NO_LONGER_FIRM:
        values["basis"] = "supplied"
        laid.audit.append(_record(answer, str(basis), "supplied", FOLLOWS, column="basis"))
    for name, value in values.items():
        frame.iloc[place, frame.columns.get_loc(name)] = value


def _as_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a copy that takes any value, to be checked as a whole afterwards."""
    return frame.astype(object)


def _join_twins(
    laid: Laid, table: str, changed: Sequence[tuple[Answer, int]], *, file: str
) -> None:
    """Add rows up that a correction has made the same, or say that they cannot be."""
    contract = terms.table(table)
    frame: Any = laid.frames[table]
    keys = [key_of(row, contract.key) for row in frame.to_dict("records")]
    gone: list[int] = []
    for answer, place in changed:
        if place in gone:
            continue
        others = [
            at for at, key in enumerate(keys) if key == keys[place] and at not in (place, *gone)
        ]
        for other in others:
            count = ADDED_UP.get(table, "")
            if not count or _is_marked(frame, contract, count, (place, other)):
                laid.findings.append(
                    finding(
                        "correction_makes_twin",
                        file=file,
                        row=answer.row,
                        column="correction",
                        value=answer.text,
                        first=keys[other],
                        table=table,
                    )
                )
                continue
            _add_up(laid, table, answer, (place, other), key=keys[place])
            gone.append(place)
            break
    laid.frames[table] = frame.drop(index=frame.index[gone]).reset_index(drop=True)


def _is_marked(frame: Any, contract: terms.Table, count: str, places: tuple[int, int]) -> bool:
    mark = contract[count].mark_column
    return any(bool(frame.iloc[place][mark]) for place in places)


def _add_up(laid: Laid, table: str, answer: Answer, places: tuple[int, int], *, key: str) -> None:
    """Add the children of the first row to the second; the weaker basis holds for both."""
    count = ADDED_UP[table]
    frame: Any = laid.frames[table]
    from_row, to_row = (frame.iloc[place].to_dict() for place in places)
    total = float(from_row[count]) + float(to_row[count])
    bases = {str(row["basis"]) or "supplied" for row in (from_row, to_row)}
    weakest = terms.weakest(bases)
    told = {
        count: (value_in(_plain(to_row), terms.table(table), count), key_of({"": total}, [""])[1:])
    }
    frame.iloc[places[1], frame.columns.get_loc(count)] = total
    if (str(to_row["basis"]) or "supplied") != weakest:
        told["basis"] = (str(to_row["basis"]), weakest)
        frame.iloc[places[1], frame.columns.get_loc("basis")] = weakest
    for column, (before, after) in told.items():
        record = list(_record(answer, before, after, ADDED, column=column))
        record[AUDIT_COLUMNS.index("key")] = key
        record[AUDIT_COLUMNS.index("table")] = table
        laid.audit.append(tuple(record))


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
