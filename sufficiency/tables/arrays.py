"""Frame to labelled array and back: the only place where the two meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, TableError, UnknownNameError, finding

AXES = ("draw", "year", "locality", "need", "ncy", "band", "level", "setting", "site")
"""The axes of arrays, always in this order."""

Label = str | int


@dataclass(frozen=True, eq=False)
class Labelled:
    """An array whose axes have names and labels.

    Parameters
    ----------
    values : numpy.ndarray
        Read-only; one axis for each of `axes`, in their order.
    axes : mapping of str to tuple
        Name of each axis and its labels.
    unit : str
        What is counted.
    """

    values: np.ndarray[Any, np.dtype[np.float64]]
    axes: Mapping[str, tuple[Label, ...]]
    unit: str = "children"

    def __post_init__(self) -> None:
        """Refuse labels that do not fit, and freeze the values."""
        shape = tuple(len(labels) for labels in self.axes.values())
        if self.values.shape != shape:
            raise ValueError(f"values have shape {self.values.shape}, the axes {shape}")
        values = np.array(self.values, dtype=np.float64, copy=True)
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        axes = {name: tuple(labels) for name, labels in self.axes.items()}
        object.__setattr__(self, "axes", axes)

    def __eq__(self, other: object) -> bool:
        """Say whether two arrays have the same axes, labels and values."""
        if not isinstance(other, Labelled):
            return NotImplemented
        return (
            dict(self.axes) == dict(other.axes)
            and self.unit == other.unit
            and np.array_equal(self.values, other.values, equal_nan=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def position(self, axis: str, label: Label) -> int:
        """Give the position of a label on an axis.

        Raises
        ------
        UnknownNameError
            If there is no such axis or label.
        """
        if axis not in self.axes:
            raise UnknownNameError.of(
                "unknown_word",
                value=axis,
                kind="axis of this array",
                meant=f"It has {', '.join(self.axes)}.",
            )
        if label not in self.axes[axis]:
            raise UnknownNameError.of(
                "unknown_word",
                value=label,
                kind=axis,
                meant=terms.meant_label(label, self.axes[axis]),
            )
        return self.axes[axis].index(label)

    def at(self, **labels: Label) -> Labelled:
        """Take one label on each of some axes; those axes go.

        Examples
        --------
        >>> import numpy as np
        >>> counts = Labelled(np.array([[1.0, 2.0]]), {"year": (2024,), "need": ("ASD", "HI")})
        >>> counts.at(need="HI").values
        array([2.])
        """
        values: Any = self.values
        names = list(self.axes)
        for axis, label in labels.items():
            values = np.take(values, self.position(axis, label), axis=names.index(axis))
            names.remove(axis)
        return Labelled(
            np.asarray(values), {name: self.axes[name] for name in names}, unit=self.unit
        )

    def sum_over(self, *axes: str) -> Labelled:
        """Add up over some axes; those axes go."""
        names = list(self.axes)
        for axis in axes:
            if axis not in names:
                self.position(axis, "")
        places = tuple(names.index(axis) for axis in axes)
        left = {name: labels for name, labels in self.axes.items() if name not in axes}
        return Labelled(self.values.sum(axis=places), left, unit=self.unit)

    def to_frame(self, *, value: str, drop_noughts: bool = False) -> pd.DataFrame:
        """Lay the array out as a tidy frame: a row for each cell.

        Parameters
        ----------
        value : str
            Name of the column of values.
        drop_noughts : bool
            Leave out the cells that are nought.

        Returns
        -------
        pandas.DataFrame
            A column for each axis, then the values; rows in the order of the axes.
        """
        if not self.axes:
            return pd.DataFrame({value: [float(self.values)]})
        index = pd.MultiIndex.from_product(list(self.axes.values()), names=list(self.axes))
        frame = index.to_frame(index=False)
        frame[value] = self.values.reshape(-1).copy()
        if drop_noughts:
            frame = frame[frame[value] != 0].reset_index(drop=True)
        return frame


def to_array(
    frame: pd.DataFrame,
    *,
    axes: Mapping[str, Sequence[Label]],
    value: str,
    absent: float = 0.0,
    unit: str = "children",
) -> Labelled:
    """Lay a tidy frame out as an array with labelled axes.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each cell that is not absent; other columns are not looked at.
    axes : mapping of str to sequence
        Column of the frame for each axis, with the labels in the order wanted.
    value : str
        Column of the values.
    absent : float
        Value of cells that no row names: nought, or `numpy.nan` for missing.
    unit : str
        What is counted.

    Returns
    -------
    Labelled

    Raises
    ------
    TableError
        If a row has a label that no axis has, or two rows are of one cell. Nothing is left
        out of the array and nothing is added up unasked.
    """
    positions: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    findings: list[Finding] = []
    for axis, labels in axes.items():
        known = {label: place for place, label in enumerate(labels)}
        places = np.array([known.get(label, -1) for label in frame[axis].tolist()], dtype=np.int64)
        strangers = sorted({str(label) for label in frame[axis][places < 0]})
        findings += [
            finding("cell_unknown_to_axis", file="frame", column=axis, value=label, axis=axis)
            for label in strangers
        ]
        positions.append(places)
    if findings:
        raise TableError(findings, what="the frame")
    shape = tuple(len(labels) for labels in axes.values())
    flat = np.ravel_multi_index(tuple(positions), shape) if len(frame) else np.array([], int)
    repeated = frame.loc[pd.Series(flat).duplicated().to_numpy(), list(axes)]
    if len(repeated):
        named = ", ".join(axes)
        raise TableError(
            [
                finding(
                    "cell_twice",
                    file="frame",
                    column=named,
                    value=", ".join(str(part) for part in row),
                    axis=named,
                )
                for row in repeated.itertuples(index=False)
            ],
            what="the frame",
        )
    values = np.full(int(np.prod(shape)), absent, dtype=np.float64)
    values[flat] = frame[value].to_numpy(dtype=np.float64)
    return Labelled(
        values.reshape(shape), {name: tuple(labels) for name, labels in axes.items()}, unit=unit
    )


def missing_combinations(frame: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Find which combinations of values a frame lacks.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame.
    by : sequence of str
        Columns whose every combination is expected.

    Returns
    -------
    pandas.DataFrame
        The combinations that no row has, one row each, with the columns of `by`.

    Examples
    --------
    >>> import pandas as pd
    >>> held = pd.DataFrame({"year": [2023, 2023, 2024], "ncy": [0, 1, 0]})
    >>> missing_combinations(held, by=["year", "ncy"]).to_dict("records")
    [{'year': 2024, 'ncy': 1}]
    """
    levels = [
        # What is blank comes first; it cannot be compared.
        [pd.NA] * bool(frame[column].isna().any())
        + sorted(frame[column].dropna().unique().tolist())
        for column in by
    ]
    whole = pd.MultiIndex.from_product(levels, names=list(by))
    held = pd.MultiIndex.from_frame(frame[list(by)])
    return whole.difference(held, sort=False).to_frame(index=False)
