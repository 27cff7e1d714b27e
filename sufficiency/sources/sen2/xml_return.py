"""A return in XML, read as a stream: no tree is built, and what is not needed is never held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.results import InputFile
from sufficiency.sources.sen2.contents import SenReturn, version_of
from sufficiency.sources.sen2.found import ReturnFiles
from sufficiency.terms.sen2 import ReturnModule, heading_of, plain, return_modules

if TYPE_CHECKING:
    import pandas as pd

PIECE = 1 << 20
"""Bytes that are given to the parser at a time."""


class _DefinesItselfError(Exception):
    """The file has a document type: entities could be defined in it, or fetched from elsewhere."""


@dataclass(slots=True)
class _Row:
    """An element of a module that is open."""

    module: str
    number: int
    line: int
    cells: dict[str, str] = field(default_factory=dict)


def read_xml(place: ReturnFiles) -> SenReturn:
    """Read an XML return.

    A row is the line on which its element begins; where several begin on one line, it is the number
    of the element among those of its kind, and the name of the file says so.

    Elements are known by their names whatever their case and name space; those that are not known
    are passed through, so that lists around them do not matter. A document type is refused:
    nothing is ever fetched, and nothing can be defined that unfolds to more than the file.

    Raises
    ------
    FileError
        If it cannot be opened.
    FindingsError
        If it is no sound XML, has a document type, or holds no person.
    """
    assert place.xml is not None
    listener = _Listener()
    _parse(place.xml, listener)
    if not listener.rows["person"]:
        raise FindingsError([finding("sen2_xml_nobody", file=place.name)], what=_what(place.name))
    frames = {name: _frame(module, listener) for name, module in return_modules().items()}
    files = {name: _told(place.name, name, listener) for name in frames}
    faults = [
        finding("sen2_column_missing", file=files[name], column=column)
        for name, missing in listener.missing().items()
        for column in missing
    ]
    if faults:
        raise FindingsError(faults, what=_what(place.name))
    version = version_of({name: sorted(seen) for name, seen in listener.seen.items()})
    return SenReturn(
        place.name, files, frames, version, (InputFile.of(place.xml),), listener.notes(place.name)
    )


def _has_lines(rows: list[_Row]) -> bool:
    """Say whether every element begins on a line of its own."""
    return len({row.line for row in rows}) == len(rows)


def _told(file: str, module: str, listener: _Listener) -> str:
    """Name the file and how its elements are counted."""
    if _has_lines(listener.rows[module]):
        return f"{file}, element {module} by line"
    return f"{file}, element {module} by its number among all {module}"


def _what(name: str) -> str:
    return f"The SEN2 return {name}"


def _parse(path: Path, listener: _Listener) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, _: listener.begins(name, parser.CurrentLineNumber)
    parser.EndElementHandler = listener.ends
    parser.CharacterDataHandler = listener.says
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with path.open("rb") as opened:
            while piece := opened.read(PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except OSError as error:
        raise FileError.of("cannot_open", path=path, reason=error.strerror) from None
    except _DefinesItselfError:
        fault = finding("sen2_xml_doctype", file=path.name, row=parser.CurrentLineNumber)
        raise FindingsError([fault], what=_what(path.name)) from None
    except (expat.ExpatError, LookupError, ValueError):
        # What the parser says may hold text of the file, so that only the line is told.
        fault = finding("sen2_xml_broken", file=path.name, row=parser.CurrentLineNumber)
        raise FindingsError([fault], what=_what(path.name)) from None


def _refuse(*_: object) -> None:
    raise _DefinesItselfError


class _Listener:
    """What the parser tells, laid down as rows of the modules."""

    def __init__(self) -> None:
        self.rows: dict[str, list[_Row]] = {name: [] for name in return_modules()}
        self.seen: dict[str, set[str]] = {name: set() for name in return_modules()}
        self._open: list[_Row] = []
        self._path: list[tuple[str, str]] = []
        self._text: list[str] = []
        self._twice: list[tuple[str, int]] = []
        self._known: dict[str, tuple[str, dict[str, str]]] = {}
        header = _Row("sen2", 1, 1)
        self.rows["sen2"].append(header)
        self._header = header

    def begins(self, name: str, line: int) -> None:
        """Open a row of a module, or a cell of the row that is open."""
        module, _ = self._of(name)
        if module and module != "sen2":
            number = len(self.rows[module]) + 1
            row = _Row(module, number, line)
            above = return_modules()[module].parent
            parent_key = return_modules()[module].parent_key
            if parent_key:
                upper = next((one for one in reversed(self._open) if one.module == above), None)
                row.cells[parent_key] = "" if upper is None else str(upper.number)
            self.rows[module].append(row)
            self._open.append(row)
            self._path.append((module, ""))
            return
        self._path.append(("", self._cell(name)))
        self._text = []

    def says(self, text: str) -> None:
        """Keep text of a cell that is needed, and no other."""
        if self._path and self._path[-1][1]:
            self._text.append(text)

    def ends(self, _: str) -> None:
        """Close a row or a cell."""
        module, column = self._path.pop()
        if module:
            self._open.pop()
        elif column:
            row = self._open[-1] if self._open else self._header
            if column in row.cells:
                self._twice.append((row.module, row.line))
            else:
                row.cells[column] = "".join(self._text).strip()
                self.seen[row.module].add(column)
        self._text = []

    def missing(self) -> dict[str, list[str]]:
        """List columns that no return is without and no row has, where a module has rows."""
        return {
            name: [
                column.name
                for column in module.columns
                if column.required == "always"
                and self.rows[name]
                and column.name not in self.seen[name]
            ]
            for name, module in return_modules().items()
        }

    def notes(self, file: str) -> tuple[Finding, ...]:
        """Tell of cells that stand twice in one row; the first was taken."""
        if not self._twice:
            return ()
        module, line = self._twice[0]
        count = len(self._twice)
        name = f"{file}, element {module}"
        return (finding("sen2_xml_cell_twice", file=name, row=line, count=count),)

    def _of(self, name: str) -> tuple[str, dict[str, str]]:
        """Give the module of an element, and remember what it is as a cell of each module.

        Only the name of a module itself is one: Persons is the list around them.
        """
        if name not in self._known:
            spoken = plain(name.rpartition(":")[2])
            self._known[name] = (spoken if spoken in return_modules() else "", {})
        return self._known[name]

    def _cell(self, name: str) -> str:
        """Give the column of an element in the row that is open; blank for one not needed."""
        module = self._open[-1].module if self._open else "sen2"
        _, cells = self._of(name)
        if module not in cells:
            column = heading_of(module, name.rpartition(":")[2])
            spec = return_modules()[module]
            cells[module] = "" if column in (spec.key, spec.parent_key) else column
        return cells[module]


def _frame(module: ReturnModule, listener: _Listener) -> pd.DataFrame:
    import pandas as pd

    rows = listener.rows[module.name]
    columns: Mapping[str, list[Any]] = {
        name: [str(row.number) if name == module.key else row.cells.get(name, "") for row in rows]
        for name in module.names
    }
    by_line = _has_lines(rows)
    numbers = [row.line if by_line else row.number for row in rows]
    index = pd.Index(numbers, name="row", dtype="int64")
    return pd.DataFrame(columns, index=index, dtype=object)
