"""Which January a return is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.days import day_of
from sufficiency.sources.sen2.contents import SenReturn

JANUARY = 1


def census_days(returns: Sequence[SenReturn], given: Any) -> list[date]:
    """Give the census day of each return.

    Parameters
    ----------
    returns : sequence of SenReturn
    given : date, str, sequence of these, or None
        As the user says, in the order of the returns; otherwise the reference date of the return,
        or the third Thursday of the January of its year.

    Raises
    ------
    FindingsError
        If a return does not say, two are of one January, or the day is not in January.
    NotPossibleError
        If what was given is no day, or not one for each return.
    """
    said = _given(given, len(returns))
    faults: list[Finding] = []
    days: list[date] = []
    for one, day in zip(returns, said, strict=True):
        file = one.files.get("sen2", one.name)
        found = day or _told(one)
        if found is None:
            faults.append(finding("sen2_no_census", file=file))
        elif found.month != JANUARY:
            faults.append(finding("sen2_census_not_january", file=file, month=found.month))
        else:
            days.append(found)
    for year in sorted({day.year for day in days}):
        same = [one.name for one, day in zip(returns, days, strict=False) if day.year == year]
        if len(same) > 1 and not faults:
            faults.append(finding("sen2_same_january", file=", ".join(same), january=year))
    if faults:
        raise FindingsError(faults, what="The SEN2 return")
    return days


def days_by_the_year(returns: Sequence[SenReturn], given: Any) -> tuple[Finding, ...]:
    """Note the returns that give a year and no day, so that the third Thursday is taken."""
    if given is not None:
        return ()
    return tuple(
        finding("sen2_census_from_year", file=one.files["sen2"], column="referencedate")
        for one in returns
        if "sen2" in one.frames and day_of(one.frames["sen2"].iloc[0]["referencedate"]) is None
    )


def _given(given: Any, count: int) -> list[date | None]:
    if given is None:
        return [None] * count
    days = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    read = [_day(one) for one in days]
    if len(read) != count:
        raise NotPossibleError.of("sen2_census_count", given=len(read), count=count)
    return list(read)


def _day(given: Any) -> date:
    if isinstance(given, datetime):
        return given.date()
    found = given if isinstance(given, date) else day_of(given) if isinstance(given, str) else None
    if found is None:
        raise NotPossibleError.of("sen2_census_no_day", kind=type(given).__name__)
    return found


def _told(one: SenReturn) -> date | None:
    """Read the day that the return itself gives."""
    if "sen2" not in one.frames or one.frames["sen2"].empty:
        return None
    row = one.frames["sen2"].iloc[0]
    day = day_of(row["referencedate"])
    if day is None and row["year"].isdecimal() and 2000 < int(row["year"]) <= 2100:
        return terms.census_date(terms.year_of_january(int(row["year"])))
    return day


def same_authority(returns: Sequence[SenReturn], authority: str | None) -> str:
    """Give the code of the authority that the returns are of.

    Raises
    ------
    FindingsError
        If they are of several, or of another than the user says.
    """
    codes = {}
    for one in returns:
        if "sen2" in one.frames and not one.frames["sen2"].empty:
            code = str(one.frames["sen2"].iloc[0]["lea"])
            if code.isdecimal() and len(code) == 3:
                codes[one.name] = code
    wanted = authority.strip() if authority else next(iter(codes.values()), "")
    faults = [
        finding("sen2_other_authority", file=name, code=code, wanted=wanted)
        for name, code in codes.items()
        if code != wanted
    ]
    if faults:
        raise FindingsError(faults, what="The SEN2 return")
    return wanted
