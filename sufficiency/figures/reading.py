"""What a figure reads from a tidy frame: names in their order, numbers, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-6
"""Below nought by no more than this is what is left of a sum of decimals."""


def concat(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tidy frames below each other, for one figure; those without rows are left out.

    Parameters
    ----------
    frames : sequence of pandas.DataFrame
        At least one, with the same columns.
    """
    import pandas as pd

    held = [frame for frame in frames if len(frame)]
    return pd.concat(held, ignore_index=True) if held else frames[0].copy()


def needs_columns(frame: pd.DataFrame, *columns: str | None) -> None:
    """Refuse a frame that lacks a column.

    Raises
    ------
    ValueError
    """
    lacking = [name for name in columns if name is not None and name not in frame.columns]
    if lacking:
        raise ValueError(
            f"The frame to be drawn has no column {', '.join(lacking)}. "
            f"It has {', '.join(str(name) for name in frame.columns)}. Name one of these."
        )


def names_in(frame: pd.DataFrame, column: str) -> list[str]:
    """List the names in a column in the order in which they first stand."""
    return list(dict.fromkeys(str(name) for name in frame[column]))


def numbers_in(frame: pd.DataFrame, column: str | None) -> list[float]:
    """List the numbers of a column; not a number where none is known, or no column is named."""
    if column is None:
        return [float("nan")] * len(frame)
    return [float("nan") if _missing(held) else float(held) for held in frame[column]]


def _missing(held: object) -> bool:
    """Say whether a cell is empty, whatever pandas has put there."""
    import pandas as pd

    return held is None or held is pd.NA or held != held


def ordered(
    held: Sequence[str], order: Iterable[str] | None, *, what: str, whole: bool = True
) -> list[str]:
    """Put names in the order wanted.

    Parameters
    ----------
    held : sequence of str
        Names in the frame.
    order : iterable of str, optional
        Names in the order wanted; as they are held if left out.
    what : str
        What they are, for a message.
    whole : bool
        Whether each name of the frame must be in the order, so that nothing is left out unseen.

    Raises
    ------
    ValueError
    """
    if order is None:
        return list(held)
    wanted = [str(name) for name in order]
    left_out = [name for name in held if name not in wanted]
    if whole and left_out:
        raise ValueError(
            f"The order of {what} leaves out {', '.join(left_out)}, which the frame holds. Their "
            "children would vanish from the picture. Add them, or take their rows out."
        )
    return wanted


def words_for(names: Sequence[str], labels: Mapping[str, str] | None) -> dict[str, str]:
    """Give the words of each name: its label, or the name itself."""
    return {name: (labels or {}).get(name, name) for name in names}


def not_negative(values: Iterable[float], *, what: str) -> None:
    """Refuse numbers below nought, where a length is drawn for each.

    Raises
    ------
    ValueError
    """
    lowest = min((value for value in values if value == value), default=0.0)
    if lowest < -ROUNDING:
        raise ValueError(
            f"{what} holds {lowest:,.6g}, which is below nought and has no length. Correct the "
            "frame before it is drawn."
        )


def _known(first: float, second: float) -> float:
    """Give the one of two numbers that is known."""
    return first if first == first else second


@dataclass(frozen=True, slots=True)
class Row:
    """A name with a number and its range.

    Parameters
    ----------
    name : str
    value, low, high : float
        Not a number where not known.
    """

    name: str
    value: float
    low: float
    high: float


def rows_of(
    frame: pd.DataFrame, *, name: str, value: str, low: str | None, high: str | None
) -> list[Row]:
    """Read the rows of a frame, with ranges that run the right way.

    Raises
    ------
    ValueError
        If a low end lies above its high end.
    """
    needs_columns(frame, name, value, low, high)
    columns = (numbers_in(frame, column) for column in (value, low, high))
    rows = [
        Row(str(label), *numbers) for label, *numbers in zip(frame[name], *columns, strict=True)
    ]
    for row in rows:
        if row.low > row.high + ROUNDING:
            raise ValueError(
                f"The range of {row.name} runs backwards, from {row.low:,.6g} to {row.high:,.6g}. "
                "Give the column of low ends as low, that of high ends as high."
            )
    return rows


def sums(
    frame: pd.DataFrame, *, rows: str, columns: str, value: str
) -> dict[tuple[str, str], float]:
    """Add up the numbers of each pair of names.

    Pairs without a row are not in it. A pair is not a number where none of its rows is known.
    """
    needs_columns(frame, rows, columns, value)
    added: dict[tuple[str, str], float] = {}
    numbers = numbers_in(frame, value)
    for row, column, held in zip(frame[rows], frame[columns], numbers, strict=True):
        key = (str(row), str(column))
        before = added.get(key, float("nan"))
        added[key] = before + held if before == before and held == held else _known(before, held)
    return added


def at_one_label(
    frame: pd.DataFrame, x: str, label: str, low: str | None, high: str | None
) -> tuple[float, float]:
    """Give the range that all rows of a label share; not a number where none is known.

    Raises
    ------
    ValueError
        If its rows do not agree, only one end is known, or the range runs backwards.
    """
    needs_columns(frame, low, high)
    here = frame[[str(held) == label for held in frame[x]]]
    ends = []
    for column in (low, high):
        known = {value for value in numbers_in(here, column) if value == value}
        if len(known) > 1 and max(known) - min(known) > ROUNDING:
            raise ValueError(
                f"The rows of {' '.join(label.split())} do not agree in the column {column}. The "
                "range is that of their total, so give it the same in each."
            )
        ends.append(min(known, default=float("nan")))
    lowest, highest = ends
    if (lowest == lowest) != (highest == highest) or lowest > highest + ROUNDING:
        raise ValueError(
            f"The range of {' '.join(label.split())} is from {lowest:,.6g} to {highest:,.6g}. Give "
            "both ends, the low one in low and the high one in high."
        )
    return lowest, highest
