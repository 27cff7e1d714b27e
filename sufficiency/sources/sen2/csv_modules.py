"""A return as COLLECT exports it: a file for each module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.messages.listing import first_named
from sufficiency.results import InputFile
from sufficiency.sources.sen2.contents import (
    SenReturn,
    required_missing,
    version_of,
    with_all_columns,
)
from sufficiency.sources.sen2.found import ReturnFiles
from sufficiency.sources.text_tables import TextTable, read_text_table
from sufficiency.terms.sen2 import ReturnModule, heading_of, return_modules

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 12
"""A module has about as many columns that are not needed."""


def read_modules(place: ReturnFiles) -> SenReturn:
    """Read the modules of a folder; columns that are not needed are never read.

    Raises
    ------
    FindingsError
        With the faults of all files: no header, columns that are missing or stand twice, cells
        behind the last column.
    """
    frames: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    inputs: list[InputFile] = []
    headings: dict[str, list[str]] = {}
    notes: list[Finding] = [*place.notes]
    faults: list[Finding] = []
    for name, path in place.modules.items():
        module = return_modules()[name]
        try:
            table = _read(module, place, path=str(path))
        except FindingsError as error:
            faults += error.findings
            continue
        columns = [heading_of(name, str(heading)) for heading in table.frame.columns]
        files[name] = f"{place.name}/{table.file}"
        faults += _columns_at_fault(module, columns, table, file=files[name])
        headings[name] = columns
        if len(set(columns)) == len(columns):
            frames[name] = with_all_columns(name, table.frame.set_axis(columns, axis=1))
        inputs.append(table.source)
        notes += table.findings
    if faults:
        raise FindingsError(faults, what=f"The SEN2 return {place.name}")
    return SenReturn(place.name, files, frames, version_of(headings), tuple(inputs), tuple(notes))


def _read(module: ReturnModule, place: ReturnFiles, *, path: str) -> TextTable:
    def is_header(row: Sequence[str]) -> bool:
        return any(heading_of(module.name, cell) == module.key for cell in row)

    return read_text_table(
        path,
        what=f"module {module.label} of the SEN2 return {place.name}",
        is_header=is_header,
        keep=lambda heading: bool(heading_of(module.name, heading)),
    )


def _columns_at_fault(
    module: ReturnModule, columns: list[str], table: TextTable, *, file: str
) -> list[Finding]:
    others = [one for one in table.headings if one and not heading_of(module.name, one)]
    unread = f" Headings that are not known: {first_named(others, most=MOST_NAMED)}."
    missing = [
        finding(
            "sen2_column_missing",
            file=file,
            row=table.header_row,
            column=name,
            unread=unread if others else "",
        )
        for name in required_missing(module.name, columns)
    ]
    twice = [
        finding("sen2_column_twice", file=file, row=table.header_row, column=name)
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    return [*missing, *twice]
