"""What to type instead: what a cell that is no number or no list of codes most likely meant."""

from __future__ import annotations

import re

from sufficiency import terms

DIGITS_ONLY = "Write digits only, with a point for decimals: no thousands commas, units or words."
HIDDEN = re.compile(r"(?:<=?|less than|fewer than|under)\s*[0-9]+", re.IGNORECASE)
SEPARATOR = re.compile("[, \u00a0]")
GROUPED = r"[0-9]{1,3}(?:[, \u00a0][0-9]{3})+(?:\.[0-9]+)?"
AMOUNT = re.compile(rf"(\u00a3?)\s*({GROUPED}|[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)")
RECEPTION = frozenset({"r", "rec", "reception", "yr", "yearr"})
YEAR_GROUP = re.compile(r"(?:year|yr|y|nc ?year|ncy)\s*([0-9]{1,2})", re.IGNORECASE)
NURSERY = {"n1": -2, "n2": -1}
"""The years before Reception as schools write them."""

SAME_AS_CHILDREN = frozenset({"pupil", "pupils", "ehcp", "ehcps", "plan", "plans"})
SHORTEST_WORD = 3


def number_kind(column: terms.Column) -> str:
    """Say what a column holds: "a number of metres"."""
    said = column.unit.casefold()
    if not said or said in (column.label.casefold(), "nc year") or column.kind == "year":
        return "a number"
    return f"a number of {column.unit}"


def number_meant(text: str, column: terms.Column) -> str:
    """Say what to type in place of text that is no number.

    Parameters
    ----------
    text : str
        The cell.
    column : Column
        Its contract.

    Returns
    -------
    str
        The remedy: the number itself only where there is no doubt about it.

    Examples
    --------
    >>> number_meant("1,234", terms.table("plans")["plans"])
    'Write 1234.'
    """
    if HIDDEN.fullmatch(text):
        if column.marks:
            return "Write c for a suppressed count, or low for one that rounds to nought."
        return "Write the number itself; this column cannot hold a hidden one."
    if column.unit == "NC year":
        ncy = _ncy_meant(text)
        if ncy is not None:
            age = terms.age_of_ncy(ncy)
            return f"Write {ncy} for {text}: the NC year is age on 31 August minus 4, here {age}."
    amount = AMOUNT.fullmatch(text)
    if amount is None:
        return DIGITS_ONLY
    pound, number, word = amount.groups()
    is_other_money = bool(pound) and column.unit != "pounds"
    if is_other_money or (word and not _is_unit(word, column)):
        return DIGITS_ONLY
    return f"Write {SEPARATOR.sub('', number)}."


def _ncy_meant(text: str) -> int | None:
    """Give the NC year of a year group as schools write it."""
    plain = "".join(text.casefold().split())
    if plain in RECEPTION:
        return 0
    if plain in NURSERY:
        return NURSERY[plain]
    group = YEAR_GROUP.fullmatch(text)
    if group is None or int(group[1]) > terms.LAST_NCY:
        return None
    return int(group[1])


def _is_unit(word: str, column: terms.Column) -> bool:
    """Say whether a word behind a number only names what the column counts anyway."""
    plain = word.casefold()
    if column.unit in ("children", "persons") and plain in SAME_AS_CHILDREN:
        return True
    named = {column.unit.casefold(), column.name, column.label.casefold()}
    stem = plain.removesuffix("s")
    return len(stem) >= SHORTEST_WORD and any(name.startswith(stem) for name in named)


def list_meant(parts: list[str], known: terms.CodeList) -> str | None:
    """Write a list of codes as it was most likely meant, each code once.

    Returns
    -------
    str or None
        None where a part is near no code.
    """
    meant = [part if part in known else known.nearest(part) for part in parts if part]
    if not meant or None in meant:
        return None
    return ";".join(dict.fromkeys(str(code) for code in meant))
