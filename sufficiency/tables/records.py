"""Rows of a frame by their labels, as plain dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def by_labels(frame: pd.DataFrame, *columns: str) -> dict[Any, dict[str, Any]]:
    """Give each row of a frame by the labels in some columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each combination of labels.
    *columns : str
        The columns that hold the labels.

    Returns
    -------
    dict
        Rows as dictionaries; the key is a label, or a tuple of several.

    Examples
    --------
    >>> import pandas as pd
    >>> by_labels(pd.DataFrame({"year": [2025], "children": [4]}), "year")[2025]["children"]
    4
    """
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    if len(columns) == 1:
        return {row[columns[0]]: row for row in rows}
    return {tuple(row[column] for column in columns): row for row in rows}
