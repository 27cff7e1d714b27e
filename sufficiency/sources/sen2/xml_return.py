"""A return in XML, read as a stream: no tree is built, and what is not needed is never held."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.results import InputFile
from sufficiency.sources.sen2.contents import SenReturn, version_of
from sufficiency.sources.sen2.found import ReturnFiles
from sufficiency.sources.sen2.xml_listener import Columns, Listener

if TYPE_CHECKING:
    import pandas as pd

PIECE = 1 << 20
"""Bytes that are given to the parser at a time."""


class _DefinesItselfError(Exception):
    """The file has a document type: entities could be defined in it, or fetched from elsewhere."""


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
    heard = _parse(place.xml)
    if not heard.modules["person"].lines:
        raise FindingsError([finding("sen2_xml_nobody", file=place.name)], what=_what(place.name))
    files = {name: _told(place.name, rows) for name, rows in heard.modules.items()}
    faults = [
        finding("sen2_column_missing", file=files[name], column=column, unread="")
        for name, rows in heard.modules.items()
        for column in rows.missing
    ]
    if faults:
        raise FindingsError(faults, what=_what(place.name))
    version = version_of({name: sorted(rows.seen) for name, rows in heard.modules.items()})
    return SenReturn(
        place.name,
        files,
        {name: _frame(rows) for name, rows in heard.modules.items()},
        version,
        (InputFile.of(place.xml),),
        _said_twice(heard, files),
    )


def _told(file: str, rows: Columns) -> str:
    """Name the file and how its elements are counted."""
    module = rows.module.name
    if rows.has_lines:
        return f"{file}, element {module} by line"
    return f"{file}, element {module} by its number among all {module}"


def _said_twice(heard: Listener, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Tell of cells that stand twice in one element; the first was taken."""
    if not heard.twice:
        return ()
    module, at = heard.twice[0]
    row = heard.modules[module].numbers[at]
    count = len(heard.twice)
    return (finding("sen2_xml_cell_twice", file=files[module], row=row, count=count),)


def _what(name: str) -> str:
    return f"The SEN2 return {name}"


def _parse(path: Path) -> Listener:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    listener = Listener(parser)
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
    return listener


def _refuse(*_: object) -> None:
    raise _DefinesItselfError


def _frame(rows: Columns) -> pd.DataFrame:
    import pandas as pd

    index = pd.Index(rows.numbers, name="row", dtype="int64")
    return pd.DataFrame(rows.cells, index=index, dtype=object)
