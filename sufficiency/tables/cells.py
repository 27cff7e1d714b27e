"""From the text of a cell to its value: strict, and with a finding where it is neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, UnknownNameError, finding, looks_personal
from sufficiency.tables.remedies import list_meant, number_kind, number_meant

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
EXCEL_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|GETTING_DATA)"
)
GREATEST_WHOLE = 2.0**53
LONG_NUMBER = re.compile(r"[0-9]{10,13}(?:\.[0-9]*)?")
DIGITS_OF_A_CHILD = range(10, 14)
"""A learner's number has ten digits, a telephone eleven, a pupil's number twelve or thirteen."""
MOST_LETTERS_IN_A_CELL = 32_767
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Kinds of letters that show nothing: two codes that differ in one of them look the same."""

FREE_TEXT = frozenset(
    {
        ("about", "value"),
        ("costs", "source"),
        ("localities", "name"),
        ("sites", "authority"),
        ("sites", "name"),
    }
)
"""Columns of words for people, in which an address may stand."""

YES_AND_NO = {"true": "yes", "false": "no"}
"""What Excel and pandas make of a yes and a no."""

References = Mapping[str, frozenset[str] | None]
"""Codes that the user's own tables define, by list; None where that table is itself at fault."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What the text of a cell means.

    Parameters
    ----------
    value : str, int, float or None
        None where the cell is blank, marked or at fault.
    mark : str
        The mark that stands in place of a number, or blank.
    rule : str
        Name of the rule that it breaks, or blank.
    words : dict
        The other words of the message.
    """

    value: str | int | float | None = None
    mark: str = ""
    rule: str = ""
    words: Mapping[str, Any] | None = None

    def finding(self, *, file: str, row: int, column: str, text: str) -> Finding:
        """Write the finding for this cell at its place; of a list, only the part at fault."""
        words = {"value": text, **(self.words or {})}
        return finding(self.rule, file=file, row=row, column=column, **words)


def read_cell(
    text: str, column: terms.Column, *, references: References, suggest: bool = True
) -> Cell:
    """Say what a cell's text means by the contract of its column.

    Parameters
    ----------
    text : str
        The cell, without blanks around it.
    column : Column
        Its contract.
    references : mapping
        Codes that other tables of the user define.
    suggest : bool
        Whether to look for the code of another table that was most likely meant, which takes
        long where there are thousands.

    Returns
    -------
    Cell
        Its value or mark, or the rule that it breaks.
    """
    meaning = column.label
    if text == "":
        if column.required:
            return Cell(rule="blank_cell", words=_blank_words(column, references))
        return Cell(value="" if not column.is_number else None)
    if EXCEL_ERROR.fullmatch(text):
        return Cell(rule="an_excel_error", words={})
    if column.kind in ("number", "integer") and NUMBER.fullmatch(text):
        cell = _read_number(text, column, meaning=meaning)
        # Far too many places are said to be that: a learner's number would be too many as well.
        if cell.rule in ("too_low", "too_high", "too_long_to_show"):
            return cell
    if column.table in terms.table_names() and looks_personal(text):
        return _read_personal(text, column)
    if column.kind == "text":
        return _read_text(text)
    if column.kind == "code":
        return _read_code(text, column, references=references, suggest=suggest)
    if column.kind == "codes":
        return _read_codes(text, column)
    return _read_number(text, column, meaning=meaning)


def _read_personal(text: str, column: terms.Column) -> Cell:
    """Keep words for people as they are, with a note; refuse the cell anywhere else."""
    words = {"value": "(withheld)", "meant": _instead_of_personal(column)}
    if (column.table, column.name) not in FREE_TEXT:
        return Cell(rule="personal_in_cell", words=words)
    cell = _read_text(text)
    return cell if cell.rule else Cell(value=text, rule="personal_in_text", words=words)


def _instead_of_personal(column: terms.Column) -> str:
    """Say what the column takes in place of what could identify a child."""
    if column.kind in ("code", "codes") and column.codes in terms.REFERENCES:
        return f"Write a code of the table {terms.REFERENCES[column.codes]}."
    if column.kind in ("code", "codes"):
        return f"Write one of {', '.join(terms.code_list(column.codes))}."
    if column.is_number:
        return f"Write {number_kind(column)}."
    return "Use a code of your own, never a postcode."


def _blank_words(column: terms.Column, references: References) -> dict[str, str]:
    """Give what a blank cell could hold: a code that there is, and unknown where that is one."""
    example, is_unknown_known = column.example or "a value", False
    if column.kind == "code" and column.codes in terms.REFERENCES:
        known = references.get(column.codes) or frozenset()
        example = min(known - {"unknown"}, default=example)
        is_unknown_known = "unknown" in known
    elif column.kind == "code" and column.table in terms.table_names():
        is_unknown_known = "unknown" in terms.code_list(column.codes)
    return {
        "meaning": column.label,
        "example": example,
        "unknown": ", or with unknown where it is not recorded" if is_unknown_known else "",
    }


def _read_text(text: str) -> Cell:
    """Take text as it is, where it can be seen, and written to a file again."""
    if "\n" in text or "\r" in text:
        return Cell(rule="line_break_in_cell")
    if len(text) > MOST_LETTERS_IN_A_CELL:
        return Cell(rule="text_too_long", words={"count": len(text)})
    for letter in text:
        if unicodedata.category(letter) in UNSEEN:
            return Cell(rule="unseen_letter", words={"code": f"U+{ord(letter):04X}"})
    return Cell(value=text)


def _read_number(text: str, column: terms.Column, *, meaning: str) -> Cell:
    mark = terms.mark_of(text)
    if mark is not None:
        if column.marks:
            return Cell(mark=mark)
        return Cell(rule="marked_where_not_allowed", words={"meaning": meaning})
    if column.kind == "year" and not re.fullmatch(r"[0-9]{4}(?:\.0*)?", text):
        return Cell(rule="not_a_year", words={"meant": _year_meant(text)})
    if not NUMBER.fullmatch(text):
        return _no_number(text, column, meaning=meaning)
    number = float(text)
    bounds = {
        "meaning": meaning,
        "low": _plain(column.low),
        "high": _plain(column.high),
        "unit": f" {column.unit}" if column.unit else "",
    }
    if column.low is not None and not number >= column.low:
        return Cell(rule="too_low", words={"bound": _plain(column.low), **bounds})
    if column.high is not None and not number <= column.high:
        if LONG_NUMBER.fullmatch(text):
            digits = len(text.partition(".")[0])
            words = {"value": "(withheld)", "digits": digits, "bound": _plain(column.high)}
            return Cell(rule="too_long_to_show", words={**words, **bounds})
        return Cell(rule="too_high", words={"bound": _plain(column.high), **bounds})
    if column.kind == "number":
        return Cell(value=number + 0.0)  # minus nought is nought
    if not number.is_integer() or abs(number) > GREATEST_WHOLE:
        example = column.example or "3"
        return Cell(rule="not_whole", words={"meaning": meaning, "example": example})
    return Cell(value=int(number))


def _no_number(text: str, column: terms.Column, *, meaning: str) -> Cell:
    """Say how a number is written; text with as many digits as a child's number is not shown."""
    kind = number_kind(column)
    words = {"meaning": meaning, "kind": kind, "meant": number_meant(text, column)}
    if sum(letter.isdigit() for letter in text) in DIGITS_OF_A_CHILD:
        words |= {"value": "(withheld)", "meant": f"Write {kind}."}
    return Cell(rule="not_a_number", words=words)


def _plain(bound: float | None) -> str:
    """Write a bound without a needless point."""
    if bound is None:
        return "any number"
    return str(int(bound)) if bound.is_integer() else str(bound)


def _year_meant(text: str) -> str:
    try:
        year = terms.year_from_text(text)
    except UnknownNameError:
        return "Write the year in which it starts, for example 2026 for 2026/27."
    return f"Write {year} for {terms.year_label(year)}."


def _read_code(
    text: str, column: terms.Column, *, references: References, suggest: bool = True
) -> Cell:
    if column.codes in terms.REFERENCES:
        return _read_reference(text, column, references=references, suggest=suggest)
    known = terms.code_list(column.codes)
    if column.codes == "yes_no":
        text = YES_AND_NO.get(text.casefold(), text)
    if text in known:
        return Cell(value=text)
    meant = known.nearest_words(text)
    remedy = f"Did you mean {meant}?" if meant else f"Known are {', '.join(known)}."
    return Cell(rule="unknown_code", words={"kind": known.name, "meant": remedy})


def _read_codes(text: str, column: terms.Column) -> Cell:
    known = terms.code_list(column.codes)
    parts = [part.strip() for part in text.split(";")]
    wrong = list(dict.fromkeys(part for part in parts if part not in known))
    if wrong:
        return _wrong_codes(text, wrong, known)
    repeated = [part for part in parts if parts.count(part) > 1]
    if repeated:
        return Cell(rule="repeated_in_list", words={"value": repeated[0]})
    return Cell(value=";".join(parts))


def _wrong_codes(text: str, wrong: list[str], known: terms.CodeList) -> Cell:
    """Name every part of a list that is no code, and write the list that was meant."""
    meant = list_meant([part.strip() for part in re.split("[;,]", text)], known)
    remedy = f"Write {meant}." if meant else f"Known are {', '.join(known)}."
    words = {"kind": known.name, "meant": f"{remedy} In a list, put semicolons between: ASD;SEMH."}
    shown = [part or "(blank)" for part in wrong]
    if len(shown) == 1:
        return Cell(rule="unknown_code", words={**words, "value": shown[0]})
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return Cell(rule="unknown_codes", words={**words, "value": listed})


def _read_reference(
    text: str, column: terms.Column, *, references: References, suggest: bool
) -> Cell:
    known = references.get(column.codes)
    if known is None or text in known:
        return Cell(value=text)
    other = terms.REFERENCES[column.codes]
    meant = terms.nearest_words(text, known) if suggest else None
    if meant and meant.casefold() == text.casefold():
        # Where many rows have it so, the one row that they refer to is likely the wrong one.
        alike = f"Capital and small letters differ: {other} has {meant}. Write both alike"
        return Cell(rule="unknown_reference", words={"other": other, "meant": f"{alike}."})
    remedy = f"Did you mean {meant}? Or add" if meant else "Add"
    return Cell(
        rule="unknown_reference",
        words={"other": other, "meant": f"{remedy} a row for it in {other}."},
    )
