"""The NC year of each child of an export: by date of birth, or by year group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.counts import and_others
from sufficiency.sources.days import MONTHS, DayColumn, days_in
from sufficiency.sources.headings import plain, words

if TYPE_CHECKING:
    import pandas as pd

SERIAL_DAYS = "cases_serial_days"
MAC_YEARS = 4
"""Years between the days from which Excel counts: in 1900, and on a Mac once in 1904."""

NEARLY_ALL, FEWEST_CHILDREN = 0.8, 10
"""Where more than this share of so many children are as many year groups apart from their age, the
year of the file is another."""

YEAR_GROUP = re.compile(r"(?:years?|yr|y|nc ?years?|ncy) ?([0-9]{1,2})")
NUMBER = re.compile(r"([+-]?[0-9]{1,2})(?:\.0+)?")
_DAY = r"[0-9]{1,2}(?:st|[nr]d|th)?"
_NAMED = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
_MONTH = rf"(?:[0-9]{{1,2}}|{_NAMED})"
_BETWEEN = r"[ ,/.\-]{1,3}"
ANY_DATE = re.compile(
    rf"(?<![0-9])(?:{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}(?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{4}}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}"
    rf"|{_NAMED}{_BETWEEN}{_DAY}{_BETWEEN}[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)


def ncys_of_rows(
    rows: pd.DataFrame, wanted: Mapping[str, str], *, year: int, file: str
) -> tuple[pd.Series[Any], list[Finding], list[Finding]]:
    """Give the NC year of each child: by birth date where there is one, else by year group."""
    import pandas as pd

    absent = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    group, by_age = absent, absent
    if "ncy" in wanted:
        told = {text: ncy_of_text(text) for text in rows[wanted["ncy"]].unique()}
        group = rows[wanted["ncy"]].map(told).astype("Int64")
    born = days_in(rows[wanted["birth_date"]]) if "birth_date" in wanted else None
    if born is not None:
        by_age = _by_age(born, rows.index, year=year)
    made = by_age.fillna(group)
    lost = made.index[made.isna()]
    column = wanted.get("birth_date") or wanted.get("ncy") or ""
    faults = _column_unsound(born, column=column, file=file)
    if len(lost) and not faults:
        # What stands there is not shown: it may be a date of birth.
        others = and_others(len(lost)).replace("cell", "row")
        faults.append(
            finding("cases_no_ncy", file=file, row=int(lost[0]), column=column, others=others)
        )
    is_by_number = born is not None and bool(born.serials.any())
    wrong, notes = _apart_from_age(by_age, group, year=year, is_by_number=is_by_number, file=file)
    faults += wrong
    if born is not None:
        if born.serials.any():
            count = int(born.serials.sum())
            notes.append(finding(SERIAL_DAYS, file=file, column=column, count=count))
        faults += _years_cut_short(born, rows.index, column=column, file=file)
        notes += _one_of_two(by_age, group, made, wanted, file=file)
    return made, faults, notes


def _by_age(born: DayColumn, rows: pd.Index, *, year: int) -> pd.Series[Any]:
    """Give the NC year by age of each child; missing where the birth date is."""
    import pandas as pd

    days = [None if np.isnat(day) else day.astype("datetime64[D]").item() for day in born.days]
    ages = [None if day is None else terms.ncy_of_birth_date(day, year=year) for day in days]
    return pd.Series(ages, index=rows, dtype="Int64")


def _column_unsound(born: DayColumn | None, *, column: str, file: str) -> list[Finding]:
    """Name a column of birth dates of which a large share is no date, or the wrong one."""
    # Years of two digits are named by a fault of their own.
    if born is None or not born.is_unsound or (born.short_years.any() and not born.is_month_first):
        return []
    words_of: dict[str, Any] = {"count": int(born.unreadable.sum()), "whole": born.written}
    words_of |= {"share": born.share_unreadable, "cause": born.cause}
    return [finding("cases_days_unsound", file=file, column=column, **words_of)]


def _apart_from_age(
    by_age: pd.Series[Any], group: pd.Series[Any], *, year: int, is_by_number: bool, file: str
) -> tuple[list[Finding], list[Finding]]:
    """Hold year groups against ages: a fault where nearly all are apart by the same years.

    A child or two may be taught out of year. Where everybody is, the year of the file is wrong.
    """
    both = (by_age.notna() & group.notna()).to_numpy(dtype=bool)
    apart = (group - by_age)[both]
    wrong = apart[(apart != 0).to_numpy(dtype=bool)]
    if wrong.empty:
        return [], []
    years, count = int(wrong.mode().iloc[0]), int((wrong == wrong.mode().iloc[0]).sum())
    if count < FEWEST_CHILDREN or count <= NEARLY_ALL * len(apart):
        return [], [finding("cases_ncy_differs", file=file, count=len(wrong))]
    words_of: dict[str, Any] = {
        "count": count,
        "whole": len(apart),
        "apart": f"{abs(years)} year group{'s' if abs(years) > 1 else ''}"
        f" {'above' if years > 0 else 'below'}",
        "given": year,
        "january": terms.january_of_year(year),
        "meant": year + years,
        "then": terms.january_of_year(year + years),
    }
    if is_by_number and abs(years) == MAC_YEARS:
        return [finding("cases_days_of_mac", file=file, **words_of)], []
    return [finding("cases_year_label", file=file, **words_of)], []


def ncy_of_text(text: str) -> int | None:
    """Read a year group as schools write it; None where it is none.

    Examples
    --------
    >>> ncy_of_text("Year 7"), ncy_of_text("R"), ncy_of_text("-1"), ncy_of_text("Jul-08")
    (7, 0, -1, None)
    """
    number = NUMBER.fullmatch(text)
    if number:
        return int(number[1])
    spoken = plain(text)
    meaning = words("ncy").get(spoken)
    if meaning is not None:
        return int(meaning)
    group = YEAR_GROUP.fullmatch(spoken)
    return int(group[1]) if group else None


def _one_of_two(
    by_age: pd.Series[Any],
    group: pd.Series[Any],
    made: pd.Series[Any],
    wanted: Mapping[str, str],
    *,
    file: str,
) -> list[Finding]:
    """Note children who have only one of the two that can be read, birth date and year group."""
    if "ncy" not in wanted:
        return []
    counts = {
        "cases_by_group": (wanted["birth_date"], int((by_age.isna() & made.notna()).sum())),
        "cases_by_age": (wanted["ncy"], int((group.isna() & made.notna()).sum())),
    }
    return [
        finding(rule, file=file, column=column, count=count)
        for rule, (column, count) in counts.items()
        if count
    ]


def _years_cut_short(born: DayColumn, rows: pd.Index, *, column: str, file: str) -> list[Finding]:
    """Name dates whose year has two digits: they are not read, and a year group would be taken."""
    if not born.short_years.any():
        return []
    row, count = int(rows[born.short_years][0]), int(born.short_years.sum())
    return [finding("cases_birth_year_short", file=file, row=row, column=column, count=count)]


def looks_like_date(text: str) -> bool:
    """Say whether text holds what could be a date of birth, however it is written.

    It takes more spellings than what is withheld from every message: words are known here.

    Examples
    --------
    >>> looks_like_date("31.08.15"), looks_like_date("Aug 31, 2015"), looks_like_date("Year 4-11")
    (True, True, False)
    """
    return ANY_DATE.search(text) is not None
