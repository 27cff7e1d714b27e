"""Numbers, codes and odd rows of files that people have: each read strictly, none mended unseen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.headings import plain

if TYPE_CHECKING:
    import pandas as pd

NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
GROUPED = re.compile(r"[0-9]{1,3}(?:[, \u00a0][0-9]{3})+(?:\.[0-9]+)?")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}[- ]{_MONTH}(?:[- ][0-9]{{2,4}})?|{_MONTH}[- ][0-9]{{2,4}}",
    re.IGNORECASE,
)
"""A day or a month as Excel shows it. Only names of months are: a cell such as `12 FTE` is none."""

FROM_EXCEL = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
TOTAL = re.compile(r"(?:grand |sub ?|over)?totals?\b.*|sum|all areas|all wards|all schools")
TOTAL_ALONE = re.compile(
    r"(?:grand |sub ?|over)?totals?|sum|all|all areas|all wards|all schools|england"
)
"""What stands alone in the column of codes, and is no code."""

MOST_PLACES_NAMED = 5


@dataclass(frozen=True)
class Counts:
    """The numbers of some columns.

    Parameters
    ----------
    numbers : pandas.Series
        NaN where a cell is at fault.
    faults, notes : tuple of Finding
    """

    numbers: pd.Series[float]
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def read_counts(
    texts: pd.Series[Any],
    *,
    file: str,
    column: str | pd.Series[Any],
    what: str,
    low: float = 0,
    high: float = 100_000_000,
    blank_is_fault: bool = True,
) -> Counts:
    """Read cells as numbers.

    Parameters
    ----------
    texts : pandas.Series
        Cells as text; the index is the row as the user sees it.
    file : str
        What to call the file.
    column : str or pandas.Series
        The heading, or the heading of each cell.
    what : str
        What stands there, in words: "a number of persons".
    low, high : float
        Bounds, both allowed.
    blank_is_fault : bool
        Whether a blank cell is named.

    Returns
    -------
    Counts
        Of each wrong value one finding, at its first cell, says in how many others it stands.
        Separators of thousands are read as such and noted.
    """
    import numpy as np
    import pandas as pd

    made: dict[str, float] = {}
    rules: dict[str, str] = {}
    for text in texts.drop_duplicates().tolist():
        value, rule = _number(text, low=low, high=high)
        made[text] = np.nan if value is None else value
        if rule:
            rules[text] = rule
    if not blank_is_fault:
        rules.pop("", None)
    values = pd.Series([made[text] for text in texts], index=texts.index, dtype="float64")
    faults, notes = _findings(
        texts, rules, file=file, column=column, words={"what": what, "low": low, "high": high}
    )
    return Counts(values, tuple(faults), tuple(notes))


def _number(text: str, *, low: float, high: float) -> tuple[float | None, str]:
    """Give the number that a cell holds, and the rule that it breaks."""
    if text == "":
        return None, "count_blank"
    if GROUPED.fullmatch(text):
        value = float(re.sub("[, \u00a0]", "", text))
        return (value, "count_thousands") if low <= value <= high else (None, "count_outside")
    if NUMBER.fullmatch(text):
        value = float(text) + 0.0
        return (value, "") if low <= value <= high else (None, "count_outside")
    if terms.mark_of(text) is not None or text in ("-", "..", "."):
        return None, "count_marked"
    return None, "count_date" if DATE.fullmatch(text) else "count_not_a_number"


def _findings(
    texts: pd.Series[Any],
    rules: dict[str, str],
    *,
    file: str,
    column: str | pd.Series[Any],
    words: dict[str, Any],
) -> tuple[list[Finding], list[Finding]]:
    """Name each wrong value once, at its first cell."""
    faults: list[Finding] = []
    notes: list[Finding] = []
    if not rules:
        return faults, notes
    is_wrong = texts.isin(list(rules)).to_numpy(dtype=bool)
    wrong = texts[is_wrong]
    names = [column] * len(wrong) if isinstance(column, str) else column[is_wrong].tolist()
    first: dict[str, tuple[int, str]] = {}
    counts: dict[str, int] = {}
    for text, row, name in zip(wrong.tolist(), wrong.index.tolist(), names, strict=True):
        first.setdefault(text, (row, name))
        counts[text] = counts.get(text, 0) + 1
    grouped = [text for text in first if rules[text] == "count_thousands"]
    for text, (row, name) in first.items():
        if text in grouped:
            continue
        said = {"others": and_others(counts[text]), **words}
        faults.append(finding(rules[text], file=file, row=row, column=name, value=text, **said))
    if grouped:
        row, name = first[grouped[0]]
        count = sum(counts[text] for text in grouped)
        note = finding(
            "count_thousands", file=file, row=row, column=name, value=grouped[0], count=count
        )
        notes.append(note)
    return faults, notes


def and_others(count: int) -> str:
    """Say in how many other cells the same stands; nothing where it stands in one."""
    if count < 2:
        return ""
    return " (and so in 1 other cell)" if count == 2 else f" (and so in {count - 1} other cells)"


def says_total(text: str) -> bool:
    """Say whether a cell where a code should be says that its row is a total.

    Examples
    --------
    >>> says_total("TOTAL"), says_total("Grand total:"), says_total("Total Learning Academy")
    (True, True, False)
    """
    return TOTAL_ALONE.fullmatch(plain(text)) is not None


def odd_rows(
    frame: pd.DataFrame, *, code: Sequence[str], numbers: Sequence[str], file: str, what: str
) -> tuple[pd.Series[Any], list[Finding], list[Finding]]:
    """Tell rows of totals and of words from the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text, indexed by the row as the user sees it.
    code : sequence of str
        Columns of which one at least is filled in every row that counts.
    numbers : sequence of str
        Columns of numbers.
    file : str
        What to call the file.
    what : str
        What the code is, in words.

    Returns
    -------
    kinds : pandas.Series
        "row", "total" or "words" for each row.
    faults, notes : list of Finding
        Rows with numbers that are neither, and what was left out.
    """
    import pandas as pd

    texts = [name for name in frame.columns if name not in set(numbers)]
    named = (frame[list(code)] != "").any(axis=1)
    counted = (frame[list(numbers)] != "").any(axis=1) if numbers else named
    is_total = pd.Series(False, index=frame.index)
    for name in texts:
        spoken = frame[name].map(plain)
        is_total |= spoken.map(lambda text: TOTAL.fullmatch(text) is not None).astype(bool)
    is_total &= (frame[texts] != "").sum(axis=1) <= max(2, len(texts) // 2)
    # A total that keeps the name of its authority has as many words as any row.
    alone = frame[list(code)].map(says_total).any(axis=1) & (len(frame) > 1)
    kinds = pd.Series("row", index=frame.index, dtype=object)
    is_total |= alone
    kinds[is_total] = "total"
    kinds[~is_total & ~counted & ((frame != "").sum(axis=1) <= 1)] = "words"
    bare = (kinds == "row") & ~named
    faults = [
        finding("row_without_code", file=file, row=int(row), what=what)
        for row in kinds.index[bare][:MOST_PLACES_NAMED]
    ]
    notes = [
        finding(
            "row_is_total" if kind == "total" else "row_is_words",
            file=file,
            row=int(str(row)),
            value="Total" if kind == "total" else "",
        )
        for row, kind in kinds[kinds != "row"].head(MOST_PLACES_NAMED).items()
    ]
    return kinds, faults, notes


def codes_from_excel(texts: pd.Series[Any], *, file: str, column: str) -> list[Finding]:
    """Name codes that Excel has turned into numbers."""
    wrong = texts[texts.map(lambda text: FROM_EXCEL.fullmatch(text) is not None).astype(bool)]
    if wrong.empty:
        return []
    words: dict[str, Any] = {"value": wrong.iloc[0], "others": and_others(len(wrong))}
    return [finding("code_from_excel", file=file, row=int(wrong.index[0]), column=column, **words)]
