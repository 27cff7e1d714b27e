"""The check of tables that only a scenario has: levels, schemes and theirs, rules, closures."""

from __future__ import annotations

from dataclasses import replace

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.register import codes_of, levels
from sufficiency.tables import RawTable, text_of
from sufficiency.tables.cells import read_cell
from sufficiency.tables.headers import check_header
from sufficiency.terms.codes import CodeList, Word

CLOSE = 1e-6
"""Shares are typed with a few digits: thirds need not add up exactly."""

Cells = tuple[tuple[str, str], ...]


def check_own(
    raw: RawTable, contract: terms.Table
) -> tuple[list[tuple[int, Cells]], list[Finding]]:
    """Hold a table to its contract: columns, cells, keys, and what its rows must say together.

    Parameters
    ----------
    raw : RawTable
        The table as text.
    contract : Table
        What it must hold.

    Returns
    -------
    list of (int, cells)
        Number and cells of each row without a fault; every column of the contract.
    list of Finding
    """
    findings = [*raw.findings, *(check_header(raw, contract) if raw.header else [])]
    sound: list[tuple[int, Cells]] = []
    first: dict[tuple[str, ...], int] = {}
    for number, row in zip(raw.numbers, raw.rows, strict=True):
        texts = dict(zip(raw.header, row, strict=True))
        cells, faults = _row(texts, number, raw=raw, contract=contract)
        if not faults:
            key = tuple(cells[column] for column in contract.key)
            if key in first:
                faults.append(_twice(key, number, first[key], raw=raw, contract=contract))
            first.setdefault(key, number)
        findings += faults
        if not faults:
            sound.append((number, tuple(cells.items())))
    return sound, findings


def _row(
    texts: dict[str, str], number: int, *, raw: RawTable, contract: terms.Table
) -> tuple[dict[str, str], list[Finding]]:
    """Read the cells of one row."""
    cells: dict[str, str] = {}
    faults: list[Finding] = []
    absent = False
    for column in contract.columns:
        if column.name not in raw.header:
            cells[column.name] = ""
            absent = absent or column.required
            continue
        text = texts[column.name]
        value, fault = _cell(text, column, file=raw.file, number=number)
        cells[column.name] = value
        faults += fault
    if not faults and not absent:
        check = {"levels": _shares}.get(contract.name, _spans)
        faults += check(cells, number, file=raw.file)
    return cells, faults


def _cell(text: str, column: terms.Column, *, file: str, number: int) -> tuple[str, list[Finding]]:
    """Read one cell: the text in its usual form, or the fault."""
    codes = _codes(column)
    if codes is None or text == "":
        # Sites and localities are the area's own, and schemes the scenario's: not known yet.
        plain = replace(column, kind="text") if column.kind in ("code", "codes") else column
        cell = read_cell(text, plain, references={})
        if cell.rule:
            return text, [cell.finding(file=file, row=number, column=column.name, text=text)]
        if column.kind == "codes":
            return ";".join(part.strip() for part in text.split(";") if part.strip()), []
        return text_of(cell.value), []
    if text in codes:
        return text, []
    meant = codes.nearest_words(text)
    remedy = f"Did you mean {meant}?" if meant else f"Known are {', '.join(codes)}."
    fault = finding(
        "unknown_code",
        file=file,
        row=number,
        column=column.name,
        value=text,
        kind=codes.name,
        meant=remedy,
    )
    return text, [fault]


def _codes(column: terms.Column) -> CodeList | None:
    if column.kind != "code":
        return None
    if ";" in column.codes:
        words = {code: Word(code, code, "") for code in column.codes.split(";")}
        return CodeList(f"{column.name} of {column.table}", words)
    return codes_of(column.codes)


def _twice(
    key: tuple[str, ...], number: int, first: int, *, raw: RawTable, contract: terms.Table
) -> Finding:
    return finding(
        "duplicate_key",
        file=raw.file,
        row=number,
        column=", ".join(contract.key),
        value=", ".join(part or "all" for part in key),
        key=", ".join(contract.key),
        first=first,
    )


def _shares(cells: dict[str, str], number: int, *, file: str) -> list[Finding]:
    """Hold the shares of one row against each other; a blank low or high is the central one.

    Where the central shares add up to 1 and lie between low and high, some draw does too.
    """
    total = 0.0
    for level in levels():
        central = float(cells[level])
        for side in (f"{level}_low", f"{level}_high"):
            cells[side] = cells[side] or cells[level]
        low, high = float(cells[f"{level}_low"]), float(cells[f"{level}_high"])
        if not low <= central <= high:
            shown = f"{low:g}, {central:g}, {high:g}"
            return [
                finding(
                    "levels_out_of_order",
                    file=file,
                    row=number,
                    column=level,
                    value=shown,
                    level=level,
                )
            ]
        total += central
    if abs(total - 1) > CLOSE:
        column = ", ".join(levels())
        value = f"{total:.6g}"
        return [finding("levels_do_not_add", file=file, row=number, column=column, value=value)]
    return []


def _spans(cells: dict[str, str], number: int, *, file: str) -> list[Finding]:
    """Hold first against last: NC years, years of a rule, years of opening."""
    for first, last in (("ncy_from", "ncy_to"), ("year_from", "year_to"), ("opens", "latest")):
        low, high = cells.get(first, ""), cells.get(last, "")
        if low and high and int(low) > int(high):
            return [
                finding(
                    "span_upside_down",
                    file=file,
                    row=number,
                    column=last,
                    value=high,
                    first=low,
                    last=high,
                )
            ]
    return []
