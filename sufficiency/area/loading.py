"""From a folder of CSV files, a workbook or frames to the tables of an area, all faults at once."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sufficiency import terms
from sufficiency.area.checks import cross_check
from sufficiency.area.elsewhere import placements_checked
from sufficiency.area.points import on_the_grid
from sufficiency.area.reading import read_folder, read_workbook
from sufficiency.errors import FileEncodingWarning, FileError, Finding, finding
from sufficiency.results import InputFile
from sufficiency.tables import CheckedTable, RawTable, check_table, empty_table


@dataclass(frozen=True)
class Checked:
    """What was read, with everything found in it.

    Parameters
    ----------
    what : str
        What was read, in words.
    tables : mapping of str to CheckedTable
        Every table of the contract; those that are absent are empty.
    findings : tuple of Finding
        Of all tables, and between them.
    inputs : tuple of InputFile
        The files that were read.
    """

    what: str
    tables: Mapping[str, CheckedTable]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether an area can be made of it."""
        return not any(found.severity == "error" for found in self.findings)


def read_area(path: str | Path) -> Checked:
    """Read and check the tables of an area, without raising for what is in them.

    Parameters
    ----------
    path : str or Path
        A folder of CSV files, or an .xlsx workbook.

    Returns
    -------
    Checked

    Raises
    ------
    FileError
        If there is nothing there, or it cannot be opened.

    Warns
    -----
    FileEncodingWarning
        If a CSV file had to be read as Windows-1252.
    """
    place = Path(path)
    try:
        is_folder, is_file = place.is_dir(), place.is_file()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None
    if is_folder:
        given = read_folder(place)
    elif not is_file:
        raise FileError.of("no_such_place", path=place, meant=meant_place(place))
    elif place.suffix.casefold() in (".xlsx", ".xlsm"):
        given = read_workbook(place)
    else:
        raise FileError.of("not_an_area_file", path=place)
    checked = check_tables(
        given.raw,
        what=f"The area in {place.name or place.resolve().name}",
        findings=given.findings,
        inputs=given.inputs,
        meant=given.meant,
    )
    for found in checked.findings:
        if found.rule == "read_as_windows":
            warnings.warn(FileEncodingWarning.of(found), stacklevel=3)
    return checked


def meant_place(path: Path) -> str:
    """Say which file or folder beside a path that is not there was likely meant.

    Parameters
    ----------
    path : Path
        Of something that is not there.

    Returns
    -------
    str
        " (example is there)"; nothing where none is called alike.
    """
    try:
        beside = sorted(one.name for one in path.parent.iterdir())
    except OSError:
        return ""
    near = terms.nearest_words(path.name, beside)
    return f" ({near} is there)" if near else ""


def check_tables(
    raw: Mapping[str, RawTable],
    *,
    what: str,
    findings: Sequence[Finding] = (),
    inputs: tuple[InputFile, ...] = (),
    meant: frozenset[str] = frozenset(),
) -> Checked:
    """Check tables one by one, then against each other.

    Parameters
    ----------
    raw : mapping of str to RawTable
        The tables that were given, by name.
    what : str
        What they are, in words, for the error.
    findings : sequence of Finding
        What was found while reading.
    inputs : tuple of InputFile
        The files that were read.
    meant : frozenset of str
        Tables that are there under a name near their own: they are not also named as missing.
    """
    found = list(findings)
    raw = {
        name: on_the_grid(table) if name in ("localities", "sites") else table
        for name, table in raw.items()
    }
    references: dict[str, frozenset[str] | None] = {}
    tables: dict[str, CheckedTable] = {}
    for name in ("localities", "sites"):
        tables[name] = check_table(raw[name]) if name in raw else empty_table(name)
        column = terms.table(name).key[0]
        known = None
        if name in raw and tables[name].is_sound:
            known = frozenset(tables[name].frame[column])
        references[column] = known
        references[f"{column}_or_unknown"] = None if known is None else known | {"unknown"}
    for name in terms.table_names():
        if name in tables:
            continue
        check = placements_checked if name == "placements" else check_table
        tables[name] = check(raw[name], references=references) if name in raw else empty_table(name)
    tables = {name: tables[name] for name in terms.table_names()}
    if raw or not any(one.severity == "error" for one in findings):
        found += _absent(raw, what=what, meant=meant)
    for table in tables.values():
        found += table.findings
    found += cross_check(tables, given=frozenset(raw))
    return Checked(what, tables, tuple(found), inputs)


def check_replaced(
    before: Mapping[str, CheckedTable],
    raw: Mapping[str, RawTable],
    *,
    what: str,
    inputs: tuple[InputFile, ...] = (),
) -> Checked:
    """Check tables that take the place of some tables of a sound area, and what they touch.

    What the area's other tables hold was checked when it was made: they are not read again, and
    checks between them alone are not made again. No code that they use may be gone: a table that
    takes the place of localities or sites has all codes of the one before it.

    Parameters
    ----------
    before : mapping of str to CheckedTable
        Every table of the sound area.
    raw : mapping of str to RawTable
        The tables that take the place of others, by name; not the placements.
    what : str
        What they are together, in words, for the error.
    inputs : tuple of InputFile
        The files that were read.

    Returns
    -------
    Checked
        Its findings are of the tables that were replaced, and of checks that look at one of them.
    """
    codes = {terms.table(name).key[0]: name for name in ("localities", "sites")}
    tables = {
        name: replace(table, file=f"table {name}", findings=()) for name, table in before.items()
    }
    found: list[Finding] = []
    for name in sorted(raw, key=lambda name: (name not in codes.values(), name)):
        given = on_the_grid(raw[name]) if name in codes.values() else raw[name]
        known = {key: _codes(tables[name], key) for key, name in codes.items()}
        or_unknown = {
            f"{key}_or_unknown": None if held is None else held | {"unknown"}
            for key, held in known.items()
        }
        references = {} if name in codes.values() else {**known, **or_unknown}
        tables[name] = check_table(given, references=references)
    for name in tables:
        found += tables[name].findings
    there = frozenset(name for name, table in tables.items() if len(table.frame) or name in raw)
    found += cross_check(tables, given=there, changed=frozenset(raw))
    return Checked(what, tables, tuple(found), inputs)


def _codes(table: CheckedTable, key: str) -> frozenset[str] | None:
    """Give the codes of a table, or None where it is not there or not sound."""
    return frozenset(table.frame[key]) if table.is_sound and len(table.frame) else None


def with_files_kept(checked: Checked, before: Checked, *, replaced: Sequence[str]) -> Checked:
    """Let tables that were not replaced stay in the files and rows that they were read from.

    Parameters
    ----------
    checked : Checked
        All tables checked together, as frames.
    before : Checked
        The tables as they were read.
    replaced : sequence of str
        The tables that are others now.

    Returns
    -------
    Checked
        Its findings name files as the user knows them; each replaced table is an input with a
        digest of its own, if there are inputs at all.
    """
    tables = {**before.tables, **{name: checked.tables[name] for name in replaced}}
    given = frozenset(name for name, table in tables.items() if len(table.frame)) | set(replaced)
    found = [one for table in tables.values() for one in table.findings]
    found += cross_check(tables, given=given)
    inputs = before.inputs
    for table in replaced if inputs else ():
        name = f"table {table}, given in Python"
        text = tables[table].frame.to_csv(index=False, lineterminator="\n")
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        inputs = (*(one for one in inputs if one.file != name), InputFile(name, digest))
    return Checked(before.what, tables, tuple(found), inputs)


def _absent(raw: Mapping[str, RawTable], *, what: str, meant: frozenset[str]) -> list[Finding]:
    """Name the tables that an area cannot do without."""
    if not raw:
        remedy = "See a filled-in one with: python -m sufficiency new example.xlsx --example"
        return [finding("no_tables", file=what, meant=remedy)]
    found = []
    there = {*raw, *meant}
    kind = next(iter(raw.values())).file.split(" ")[0]
    for name in terms.table_names():
        contract = terms.table(name)
        if contract.needed == "yes" and name not in there:
            file = f"{kind} {name}" if kind in ("sheet", "frame") else f"{name}.csv"
            where = f"a {file}" if kind in ("sheet", "frame") else f"a file {file}"
            found.append(
                finding(
                    "table_missing",
                    file=file,
                    value=name,
                    meaning=contract.description,
                    where=where,
                )
            )
    if "plans" not in there and "margins" not in there:
        found.append(finding("plans_or_margins_missing", file="area"))
    return found
