"""Reading a file of issues back: each correction against the area, and all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import Finding, finding, looks_personal
from sufficiency.mending.issues import issue_id, key_of, value_in
from sufficiency.mending.issues_file import ANSWER_COLUMNS, CLEAR
from sufficiency.sources.days import day_of
from sufficiency.sources.text_tables import read_text_table
from sufficiency.tables import Cell, read_cell

if TYPE_CHECKING:
    import pandas as pd

OF_A_ROW = ("check", "table", "key", "column")
NEEDED = ("id", *OF_A_ROW, "value", *ANSWER_COLUMNS)
WHAT = "file of issues"


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the file that somebody has filled in.

    Parameters
    ----------
    row : int
        As Excel shows it.
    cells : mapping of str to str
        Its cells by column, see `NEEDED`.
    """

    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def corrects(self) -> bool:
        """Whether it holds a correction, and not only a comment."""
        return bool(self["correction"])

    @property
    def cell(self) -> tuple[str, str, str]:
        """The cell that it is about: table, key, column."""
        return self["table"], self["key"], self["column"]

    @property
    def text(self) -> str:
        """The correction as it is laid into the table."""
        return "" if self["correction"] == CLEAR else self["correction"]


def read_answers(path: Path) -> tuple[tuple[Answer, ...], str, list[Finding], Any]:
    """Read the rows of a file of issues that are filled in.

    Returns
    -------
    answers : tuple of Answer
    file : str
        What to call the file.
    findings : list of Finding
        Columns that are missing, and notes on how it was read.
    source : InputFile
        The file and its digest.

    Raises
    ------
    FileError, FindingsError
        If it cannot be read as a table.
    """
    read = read_text_table(
        path, what=WHAT, is_header=_is_header, keep=lambda name: name.strip().casefold() in NEEDED
    )
    frame = read.frame.rename(columns=lambda name: name.strip().casefold())
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        fault = finding(
            "correction_column_missing",
            file=read.file,
            row=read.header_row,
            value=", ".join(missing),
        )
        return (), read.file, [*read.findings, fault], read.source
    answers = [
        Answer(int(number), {name: str(row[name]) for name in NEEDED})
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    said = tuple(one for one in answers if one.corrects or one["comment"])
    return said, read.file, list(read.findings), read.source


def _is_header(cells: Sequence[str]) -> bool:
    return {"id", "key"} <= {cell.strip().casefold() for cell in cells}


class Held:
    """The tables of an area, to find a cell by its key.

    Parameters
    ----------
    area : Area
    """

    def __init__(self, area: Area) -> None:
        self._area = area
        self._places: dict[str, dict[str, int]] = {}
        self._frames: dict[str, pd.DataFrame] = {}

    def frame(self, table: str) -> pd.DataFrame:
        """Give a table of the area."""
        if table not in self._frames:
            self._frames[table] = self._area.table(table)
        return self._frames[table]

    def place(self, table: str, key: str) -> int | None:
        """Find a row by its key; None where there is none."""
        if table not in self._places:
            columns = terms.table(table).key
            rows: Any = self.frame(table)[list(columns)].to_dict("records")
            self._places[table] = {key_of(row, columns): at for at, row in enumerate(rows)}
        return self._places[table].get(key)

    def value(self, table: str, key: str, column: str) -> str:
        """Give what stands in a cell, as it is typed."""
        place = self.place(table, key)
        assert place is not None
        row: Any = self.frame(table).iloc[place].to_dict()
        return value_in(row, terms.table(table), column)

    @cached_property
    def references(self) -> dict[str, frozenset[str]]:
        """Codes that the area's own tables define."""
        places = frozenset(self.frame("localities")["locality"])
        return {
            "locality": places,
            "locality_or_unknown": places | {"unknown"},
            "site": frozenset(self.frame("sites")["site"]),
        }


def faults_of(answers: Sequence[Answer], held: Held, *, file: str) -> Iterator[Finding]:
    """Name everything that stands in the way of the corrections."""
    first_id: dict[str, int] = {}
    first_cell: dict[tuple[str, str, str], Answer] = {}
    for answer in answers:
        yield from _about_who(answer, file=file)
        if not answer["id"]:
            yield finding("correction_id_missing", file=file, row=answer.row, column="id")
            continue
        if not _fits(answer):
            yield finding(
                "correction_id_unknown", file=file, row=answer.row, column="id", value=answer["id"]
            )
            continue
        if answer["id"] in first_id:
            yield finding(
                "correction_id_twice",
                file=file,
                row=answer.row,
                column="id",
                value=answer["id"],
                first=first_id[answer["id"]],
            )
            continue
        first_id[answer["id"]] = answer.row
        if not answer.corrects:
            continue
        yield from _about_cell(answer, held, file=file)
        other = first_cell.setdefault(answer.cell, answer)
        if answer["column"] and other.text != answer.text:
            yield finding(
                "correction_twice",
                file=file,
                row=answer.row,
                column="correction",
                first=other.row,
            )


def _fits(answer: Answer) -> bool:
    """Say whether the id is that of the row, and the row one that this program wrote."""
    told = terms.quality_checks().get(answer["check"])
    if told is None or told["table"] != answer["table"] or told["column"] != answer["column"]:
        return False
    return answer["id"] == issue_id(*(answer[name] for name in OF_A_ROW))


def _about_who(answer: Answer, *, file: str) -> Iterator[Finding]:
    for column in ("correction", "who", "when", "comment"):
        if looks_personal(answer[column]):
            yield finding("correction_personal", file=file, row=answer.row, column=column)
    if not answer["who"]:
        yield finding("correction_by_nobody", file=file, row=answer.row, column="who")
    if day_of(answer["when"]) is None:
        shown = answer["when"] or "A blank cell"
        yield finding("correction_no_day", file=file, row=answer.row, column="when", value=shown)


def _about_cell(answer: Answer, held: Held, *, file: str) -> Iterator[Finding]:
    """Hold a correction against the cell that it is about."""
    table, key, column = answer.cell
    at = partial(finding, file=file, row=answer.row)
    if not column:
        yield at("correction_of_no_cell", column="correction")
        return
    if held.place(table, key) is None:
        yield at("correction_row_gone", column="key", value=key, table=table)
        return
    now = held.value(table, key, column)
    if now != answer["value"]:
        before = answer["value"] or "a blank"
        yield at("correction_stale", column="value", value=before, now=now or "a blank")
    cell = read_as(answer, held)
    if cell.rule and not looks_personal(answer["correction"]):
        yield cell.finding(file=file, row=answer.row, column="correction", text=answer.text)
    elif answer.text == now:
        yield at("correction_changes_nothing", column="correction", value=now or "a blank")
    elif not cell.rule and (table, column) == ("plans", "setting"):
        yield from _outside_its_ages(answer, held, file=file)


def _outside_its_ages(answer: Answer, held: Held, *, file: str) -> Iterator[Finding]:
    """Note a setting in which nobody is of the age of the row: it would be asked about again."""
    setting = terms.settings()[answer.text]
    ncy = int(held.value("plans", answer["key"], "ncy"))
    if not setting.ncy_from <= ncy <= setting.ncy_to:
        yield finding(
            "correction_outside_ages",
            file=file,
            row=answer.row,
            column="correction",
            value=answer.text,
            label=terms.ncy_label(ncy),
        )


def read_as(answer: Answer, held: Held) -> Cell:
    """Read a correction by the contract of its column."""
    column = terms.table(answer["table"])[answer["column"]]
    return read_cell(answer.text, column, references=held.references)
