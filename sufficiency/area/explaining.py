"""From a figure of an area down to the rows under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.results import Explanation
from sufficiency.tables import CheckedTable

COUNTED = ("children", "places", "persons")
"""Units that can be added up."""

HOLDS_ON = ("places", "caps")
"""Tables whose rows hold until a later row of the same thing replaces them."""

ALONE = ("margins", "history")
"""Tables in which the same children stand in many rows, so that nothing may be added up."""

SHOWN_ROWS = 5


def explain_rows(held: CheckedTable, values: Mapping[str, object]) -> Explanation:
    """Say what a table counts where it has certain values, and show the rows under it.

    Only what can be added is added: stocks of one January, or places that are there at one time.
    Rows in which the same children stand again (margins, long series) are shown, not added.

    Parameters
    ----------
    held : CheckedTable
        The table.
    values : mapping of str to object
        Columns and the value that each must have, or a list of values, one of which it must have.

    Returns
    -------
    Explanation
        The figures in a sentence, and the rows with the file and row where each stands.

    Raises
    ------
    UnknownNameError
        If the table has no such column, or no row of it can have such a value.
    """
    contract = terms.table(held.table)
    chosen = np.ones(len(held.frame), dtype=bool)
    for column, value in values.items():
        many = isinstance(value, list | tuple | set | range)
        wanted: list[Any] = list(value) if many else [value]  # type: ignore[call-overload]
        cells = held.frame[contract[column].name]
        _refuse_unknown(contract[column], wanted, cells)
        chosen &= cells.isin(wanted).to_numpy(dtype=bool) | (
            cells.isna().to_numpy(dtype=bool) & any(pd.isna(one) for one in wanted)
        )
    rows = held.frame[chosen].assign(file=held.file, row=held.rows[chosen])
    asked = ", ".join(f"{column} {value}" for column, value in values.items()) or "all rows"
    bases = [basis or "supplied" for basis in rows["basis"]] if "basis" in rows else []
    number = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    sentence = (
        f"{held.table}, {asked}: {_figures(rows, contract)}. In {number} of {held.file}. "
        f"Weakest basis: {terms.weakest(bases) if bases else 'none'}."
    )
    return Explanation(sentence, rows.reset_index(drop=True))


def _figures(rows: pd.DataFrame, contract: terms.Table) -> str:
    """Give the figures of rows in words, each for one year."""
    if rows.empty or not _counted(contract):
        return "nothing to add up"
    if contract.name in ALONE and len(rows) > 1:
        return "not added up, since the same children may stand in several of these rows"
    if "year" not in rows:
        return _sums(rows, contract)
    years = sorted({int(year) for year in rows["year"]})
    if contract.name in HOLDS_ON:
        told = [f"from {terms.year_label(y)} {_sums(_in_force(rows, y), contract)}" for y in years]
    else:
        told = [f"{terms.year_label(y)} {_sums(rows[rows['year'] == y], contract)}" for y in years]
    return "; ".join(told)


def _in_force(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Keep the row that holds in a year, of each thing that the table is about."""
    thing = [column for column in ("site", "pool", "cap") if column in rows]
    begun = rows[rows["year"] <= year].sort_values("year")
    latest: pd.DataFrame = begun.groupby(thing).tail(1)
    # The total of a site limits its pools, and has no places beside theirs.
    own = latest[latest["pool"] != ""] if "pool" in latest else latest
    return own if len(own) else latest


def _counted(contract: terms.Table) -> list[terms.Column]:
    return [
        column for column in contract.columns if column.kind == "number" and column.unit in COUNTED
    ]


def _sums(rows: pd.DataFrame, contract: terms.Table) -> str:
    """Add up the numbers of rows that count different things."""
    return ", ".join(
        f"{rows[column.name].sum():,.10g} {column.unit}{_which(column)}{_hidden(rows, column)}"
        for column in _counted(contract)
    )


def _which(column: terms.Column) -> str:
    return "" if column.name == column.unit else f" ({column.name})"


def _refuse_unknown(column: terms.Column, wanted: Sequence[object], cells: pd.Series[Any]) -> None:
    """Refuse what no row has: "0 children" would be said of a slip of the pen."""
    if column.kind == "code" and column.codes not in terms.REFERENCES:
        for code in wanted:
            if isinstance(code, str) and code:  # a blank is asked for as "" or None
                terms.code_list(column.codes)[code]  # names the nearest where it is unknown
        return
    if column.kind not in ("year", "code"):
        return
    held = sorted(set(cells.dropna().tolist()))
    for value in wanted:
        if value in ("", None) or value in held:
            continue
        numbers = all(str(one).isdigit() for one in held)
        meant = None if numbers else terms.nearest_words(str(value), [str(one) for one in held])
        some = ", ".join(str(one) for one in held[:SHOWN_ROWS])
        more = ", ..." if len(held) > SHOWN_ROWS else ""
        raise UnknownNameError.of(
            "unknown_word",
            value=value,
            kind=f"{column.label.lower()} of the table {column.table}",
            meant=f"Did you mean {meant}?" if meant else f"It has {some}{more}.",
        )


def _hidden(rows: pd.DataFrame, column: terms.Column) -> str:
    """Say how many numbers of a sum are not shown, or "" where all are."""
    count = int((rows[column.mark_column] != "").sum()) if column.marks else 0
    return f" and {count} not shown" if count else ""
