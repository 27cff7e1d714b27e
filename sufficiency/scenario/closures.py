"""Settings that close: what the rows of the table closures say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.own_tables import CLOSE
from sufficiency.scenario.rows import Row, Rows

TABLE = "closures"


def laid_over(beneath: Rows, new: Rows) -> Rows:
    """Leave out what lies beneath a closure that is stated anew.

    A closure is one decision of several rows, so it takes the place of the whole one before.
    """
    stated = {row["setting"] for row in new if row.table == TABLE}
    return tuple(row for row in beneath if row.table != TABLE or row["setting"] not in stated)


def closing(rows: Iterable[Row]) -> dict[str, Rows]:
    """Give the rows of the table closures by the setting that closes."""
    held: dict[str, list[Row]] = {}
    for row in rows:
        if row.table == TABLE:
            held.setdefault(row["setting"], []).append(row)
    return {setting: tuple(of_setting) for setting, of_setting in held.items()}


def ncys_of(row: Row) -> range:
    """Give the NC years that a row is about."""
    first = int(row["ncy_from"] or terms.FIRST_NCY)
    last = int(row["ncy_to"] or terms.LAST_NCY)
    return range(first, last + 1)


def check_closures(rows: Iterable[Row]) -> list[Finding]:
    """Find closures that lose children: shares that miss 1, or a setting that has closed by then.

    Parameters
    ----------
    rows : iterable of Row
        Rows of all tables.
    """
    held = closing(rows)
    years = {setting: min(int(row["year"]) for row in held[setting]) for setting in held}
    found: list[Finding] = []
    for of_setting in held.values():
        for row in of_setting:
            found += _of_row(row, years)
        if len({row["year"] for row in of_setting}) == 1:
            found += _sums(of_setting)
    return found


def _of_row(row: Row, years: dict[str, int]) -> Iterator[Finding]:
    """Hold one row against the other closures."""
    setting, to, year = row["setting"], row["to"], int(row["year"])
    if year != years[setting]:
        first = terms.year_label(years[setting])
        yield _fault("closure_years", row, "year", setting=setting, value=year, first=first)
    if to == setting:
        yield _fault("closure_itself", row, "to", value=to)
    elif to in years and years[to] <= year:
        since = terms.year_label(years[to])
        yield _fault("closure_to_closed", row, "to", setting=setting, value=to, since=since)


def _sums(rows: Rows) -> Iterator[Finding]:
    """Find NC years at which the shares of one setting do not add up to 1; once for each sum."""
    sums: dict[str, list[int]] = {}
    for ncy in sorted({ncy for row in rows for ncy in ncys_of(row)}):
        whole = sum(float(row["share"]) for row in rows if ncy in ncys_of(row))
        if abs(whole - 1) > CLOSE:
            sums.setdefault(f"{whole:.6g}", []).append(ncy)
    for said, ncys in sums.items():
        row = next(row for row in rows if ncys[0] in ncys_of(row))
        words = {"setting": row["setting"], "ncys": say_ncys(ncys)}
        yield _fault("closure_does_not_add", row, "share", value=said, **words)


def _fault(rule: str, row: Row, column: str, *, value: object, **words: Any) -> Finding:
    return finding(rule, file=row.file, row=row.number, column=column, value=value, **words)


def say_ncys(ncys: Sequence[int]) -> str:
    """Say NC years in spans.

    Examples
    --------
    >>> say_ncys([-4, -3, -2, 7, 10, 11])
    '-4 to -2, 7, 10 to 11'
    """
    spans: list[list[int]] = []
    for ncy in sorted(ncys):
        if spans and spans[-1][-1] == ncy - 1:
            spans[-1].append(ncy)
        else:
            spans.append([ncy])
    return ", ".join(
        f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans
    )


def say_closure(rows: Rows) -> str:
    """Say a closure: "ap closes from 2028/29: of its children 0.6 to special (cabinet paper)"."""
    first = rows[0]
    shares: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        going = f"{float(row['share']):g} to {row['to']}"
        shares.setdefault((row["ncy_from"], row["ncy_to"]), []).append(going)
    said = []
    for span, parts in shares.items():
        one = next(row for row in rows if (row["ncy_from"], row["ncy_to"]) == span)
        whose = f" of NC years {say_ncys(ncys_of(one))}" if any(span) else ""
        said.append(f"of its children{whose} {', '.join(parts)}")
    why = "; ".join(dict.fromkeys(row["why"].strip().rstrip(".") for row in rows))
    since = terms.year_label(int(first["year"]))
    return f"{first['setting']} closes from {since}: {'; '.join(said)} ({why})"
