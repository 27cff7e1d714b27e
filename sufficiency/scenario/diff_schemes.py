"""What the schemes of one scenario add or cost otherwise than those of another, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sufficiency import terms
from sufficiency.scenario.register import OF_SCHEMES
from sufficiency.scenario.rows import Row, Rows

WHAT = {"scheme_places": ("places", "places"), "scheme_costs": ("costs", "pounds")}
"""What each table says of a scheme, and the column that has the amounts."""

Told = dict[tuple[str, str], str]
"""What is said of a scheme in one table, by scheme and table."""


def scheme_sentences(reference: Rows, other: Rows) -> Iterator[str]:
    """Say whose places and costs are stated, stated otherwise or no longer stated.

    Parameters
    ----------
    reference, other : tuple of Row
        Rows of all tables of the two scenarios.

    Yields
    ------
    str
        One sentence for a scheme and table; none of a scheme that is left out altogether.
    """
    before, after = _told(reference), _told(other)
    there = {row["scheme"] for row in other if row.table == "schemes"}
    for key in sorted({*before, *after}):
        scheme, table = key
        if before.get(key) == after.get(key) or scheme not in there:
            continue
        now = after.get(key, "none in a table of their own")
        instead = f", instead of {before[key]}" if key in before else ""
        yield f"{WHAT[table][0].capitalize()} of scheme {scheme}: {now}{instead}."


def _told(rows: Iterable[Row]) -> Told:
    """Say for each scheme and table what its rows hold."""
    held: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.table in OF_SCHEMES:
            held.setdefault((row["scheme"], row.table), []).append(row)
    return {
        key: ", ".join(_say(row) for row in sorted(own, key=_order)) for key, own in held.items()
    }


def _order(row: Row) -> tuple[str, ...]:
    """Sort rows by what they are about, and then by years since the opening."""
    about = (row["item"], row["payer"]) if row.table == "scheme_costs" else ()
    about = about or (row["site"], row["pool"])
    return (*about, f"{int(row['since']) + 1000:05d}")


def _say(row: Row) -> str:
    """Say what one row holds: "8 in base from its opening", "500000 for capital 1 year before"."""
    amount = row[WHAT[row.table][1]]
    if row.table == "scheme_costs":
        paid = f"paid by {row['payer']}, in prices of {terms.year_label(int(row['price_year']))}"
        return f"{amount} for {row['item']} {_when(int(row['since']))} ({paid})"
    where = " of ".join(part for part in (row["pool"], row["site"]) if part) or "all pools"
    return f"{int(amount):+d} in {where} {_when(int(row['since']))}"


def _when(since: int) -> str:
    years = "1 year" if abs(since) == 1 else f"{abs(since)} years"
    return "as it opens" if since == 0 else f"{years} {'before' if since < 0 else 'after'}"
