"""From a figure of an area down to the rows under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.results import Explanation
from sufficiency.tables import CheckedTable

COUNTED = ("children", "places", "persons")
"""Units that can be added up."""


def explain_rows(held: CheckedTable, values: Mapping[str, object]) -> Explanation:
    """Add up the rows of a table that have certain values, and show them.

    Parameters
    ----------
    held : CheckedTable
        The table.
    values : mapping of str to object
        Columns and the value that each must have, or a list of values, one of which it must have.

    Returns
    -------
    Explanation
        The sums in a sentence, and the rows with the file and row where each stands.

    Raises
    ------
    UnknownNameError
        If the table has no such column, or a code is unknown.
    """
    contract = terms.table(held.table)
    chosen = np.ones(len(held.frame), dtype=bool)
    for column, value in values.items():
        wanted: list[Any] = (
            list(value) if isinstance(value, list | tuple | set | range) else [value]
        )
        _refuse_unknown(contract[column], wanted)
        cells = held.frame[contract[column].name]
        chosen &= cells.isin(wanted).to_numpy(dtype=bool) | (
            cells.isna().to_numpy(dtype=bool) & any(pd.isna(one) for one in wanted)
        )
    rows = held.frame[chosen].assign(file=held.file, row=held.rows[chosen])
    counted = [
        f"{rows[column.name].sum():,.10g} {column.unit} ({column.name}{_hidden(rows, column)})"
        for column in contract.columns
        if column.kind == "number" and column.unit in COUNTED
    ]
    asked = ", ".join(f"{column} {value}" for column, value in values.items()) or "all rows"
    bases = [basis or "supplied" for basis in rows["basis"]] if "basis" in rows else []
    number = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    sentence = (
        f"{held.table}, {asked}: {', '.join(counted) or 'nothing to add up'}, in {number} of "
        f"{held.file}. Weakest basis: {terms.weakest(bases) if bases else 'none'}."
    )
    return Explanation(sentence, rows.reset_index(drop=True))


def _refuse_unknown(column: terms.Column, wanted: Sequence[object]) -> None:
    """Refuse a code that no row can have: "0 children" would be said of a slip of the pen."""
    if column.kind != "code" or column.codes in terms.REFERENCES:
        return
    for code in wanted:
        if isinstance(code, str) and code:  # a blank is asked for as "" or None
            terms.code_list(column.codes)[code]  # names the nearest one where it is unknown


def _hidden(rows: pd.DataFrame, column: terms.Column) -> str:
    """Say how many numbers of a sum are not shown, or "" where all are."""
    count = int((rows[column.mark_column] != "").sum()) if column.marks else 0
    return f"; {count} not shown" if count else ""
