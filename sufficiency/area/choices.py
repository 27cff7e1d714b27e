"""What a workbook lets a person choose: drop-downs, bounds, and a word on each column.

Codes stand on a sheet of their own, and rules refer to them by name: a list that names cells of
another sheet would be lost to several programs once Excel had saved the file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from sufficiency import terms
from sufficiency.tables import column_letter

CODES_SHEET = "Codes"
LAST_ROW = 1_048_576
"""Rows of a sheet of Excel: rules hold down to the last, so that new rows have them too."""
MOST_IN_TITLE = 32
MOST_IN_MESSAGE = 255
"""Letters that Excel allows in the heading and in the text of a message at a cell."""

UNKNOWN_TOO = "_or_unknown"
MARKS_TOO = " A suppressed count may be written c, low, x, z or u."
SEVERAL = " Several with semicolons between them: {}."
STOPPED = "Choose from the list, or see the sheet Codes."
WARNED_OF_CODE = "No such row in {}. Go on if it is unknown, or if you add the row there."
WARNED_OF_POOL = "The site named here has no such pool in the sheet pools. Go on if you add it."
WARNED_OF_NUMBER = "Not {}. Go on only if it is a mark: c, low, x, z or u."
STOPPED_AT_NUMBER = "Write {}."

Rule = dict[str, Any]
"""What xlsxwriter takes for a rule of validation."""


def lists_needed(names: Sequence[str]) -> tuple[str, ...]:
    """Give the closed lists of codes that some tables use, each once."""
    used = [column.codes for name in names for column in terms.table(name).columns]
    return tuple(dict.fromkeys(one for one in used if one and one not in terms.REFERENCES))


def codes_on_sheet(names: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Give what the sheet of codes holds: for each list its codes with their labels.

    Parameters
    ----------
    names : sequence of str
        Tables of the workbook.
    """
    return {
        one: [(code, terms.code_list(one).label(code)) for code in terms.code_list(one)]
        for one in lists_needed(names)
    }


def defined_names(tables: Sequence[str]) -> dict[str, str]:
    """Give the names that rules refer to, each with the cells that it stands for.

    Lists of the user's own tables grow with them: they are as long as their column is filled.
    """
    defined = {}
    for place, (name, codes) in enumerate(codes_on_sheet(tables).items()):
        letter = column_letter(2 * place)
        defined[f"codes_{name}"] = f"={CODES_SHEET}!${letter}$2:${letter}${len(codes) + 1}"
    for table, column in (("localities", "locality"), ("sites", "site")):
        if table in tables:
            first, rest = _column_of(table, column)
            length = f"MAX(1,COUNTA({rest}))"
            defined[f"listed_{table}"] = f"=OFFSET({first},0,0,{length},1)"
    if "pools" in tables:
        defined["pools_first"] = f"={_column_of('pools', 'pool')[0]}"
        defined["pools_sites"] = f"={_column_of('pools', 'site')[1]}"
    return defined


def _column_of(table: str, column: str) -> tuple[str, str]:
    """Give the first cell of a column below its header, and all of them."""
    letter = column_letter(terms.table(table).column_names.index(column))
    return f"{table}!${letter}$2", f"{table}!${letter}$2:${letter}${LAST_ROW}"


def rules_of(table: terms.Table, *, beside: Sequence[str]) -> dict[int, Rule]:
    """Give the rules of a table's columns, by the place of the column.

    Parameters
    ----------
    table : Table
        Its contract.
    beside : sequence of str
        Tables of the same workbook: only their rows can be chosen from.

    Returns
    -------
    dict of int to dict
        Every column has one, if only to say what it holds. A code that does not exist and a number
        out of bounds are stopped; where a mark, unknown or a row to come is allowed, Excel asks.
    """
    return {
        place: {
            **_allowed(table, column, beside=beside),
            "input_title": _short(column.label, MOST_IN_TITLE),
            "input_message": _short(_words(column), MOST_IN_MESSAGE),
        }
        for place, column in enumerate(table.columns)
    }


def _allowed(table: terms.Table, column: terms.Column, *, beside: Sequence[str]) -> Rule:
    """Say what a column allows, and what Excel says to anything else."""
    if column.is_number:
        return _number(column)
    if column.name == "pool" and table.name != "pools" and "pools" in beside:
        return _listed(_pools_of_site(table), WARNED_OF_POOL, stops=False)
    if column.kind != "code":
        return {"validate": "any"}
    other = terms.REFERENCES.get(column.codes)
    if other is None:
        return _listed(f"=codes_{column.codes}", STOPPED, stops=True)
    if other not in beside:
        return {"validate": "any"}
    return _listed(f"=listed_{other}", WARNED_OF_CODE.format(other), stops=False)


def _pools_of_site(table: terms.Table) -> str:
    """Refer to the pools of the site that stands in the same row; they stand together."""
    site = f"${column_letter(table.column_names.index('site'))}2"
    begin = f"MATCH({site},pools_sites,0)-1"
    return f"=OFFSET(pools_first,{begin},0,COUNTIF(pools_sites,{site}),1)"


def _listed(source: str, words: str, *, stops: bool) -> Rule:
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if stops else "warning",
        "error_title": "Not on the list",
        "error_message": words,
    }


def _number(column: terms.Column) -> Rule:
    whole = column.kind in ("integer", "year")
    kind = "a whole number" if whole else "a number"
    bounds = f"{kind} from {column.low:.10g} to {column.high:.10g}"
    words = WARNED_OF_NUMBER if column.marks else STOPPED_AT_NUMBER
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": column.low,
        "maximum": column.high,
        "error_type": "warning" if column.marks else "stop",
        "error_title": "Not such a number",
        "error_message": words.format(bounds),
    }


def _words(column: terms.Column) -> str:
    """Say what a column holds, and what a blank means."""
    words = f"{column.description.rstrip('.')}."
    if column.codes.endswith(UNKNOWN_TOO) and "unknown" not in words:
        words += " May be unknown."
    if column.kind == "codes":
        words += SEVERAL.format(" ".join(terms.code_list(column.codes)))
    if column.marks:
        words += MARKS_TOO
    return words if column.required else f"{words} Blank: {column.blank}."


def _short(text: str, most: int) -> str:
    """Shorten words to what Excel has room for."""
    return textwrap.shorten(text, width=most, placeholder=" ...")


def add_names(workbook: Any, tables: Sequence[str]) -> None:
    """Write the names that the rules refer to."""
    for name, cells in defined_names(tables).items():
        workbook.define_name(name, cells)


def add_rules(sheet: Any, table: terms.Table, *, beside: Sequence[str]) -> None:
    """Lay the rules over the columns of a sheet, from the first row below the header on."""
    for place, rule in rules_of(table, beside=beside).items():
        sheet.data_validation(1, place, LAST_ROW - 1, place, rule)


def codes_sheet(sheet: Any, tables: Sequence[str], formats: Mapping[str, Any]) -> None:
    """Write the sheet of codes: for each list its codes, and beside them what they mean."""
    for place, (name, codes) in enumerate(codes_on_sheet(tables).items()):
        sheet.write_string(0, 2 * place, name, formats["header"])
        sheet.write_string(0, 2 * place + 1, "meaning", formats["optional"])
        for down, (code, label) in enumerate(codes, 1):
            sheet.write_string(down, 2 * place, code)
            sheet.write_string(down, 2 * place + 1, label)
        widest = max([len(name), *(len(code) for code, _ in codes)])
        sheet.set_column(2 * place, 2 * place, widest + 3)
        sheet.set_column(2 * place + 1, 2 * place + 1, 30)
    sheet.freeze_panes(1, 0)
