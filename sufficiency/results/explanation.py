"""An explanation: why a figure is what it is, and what is asked for it by axes and labels."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROWS = 5


@dataclass(frozen=True)
class Explanation:
    """Why a figure is what it is: a sentence, and the rows under it.

    Parameters
    ----------
    sentence : str
        The figure in words.
    rows : pandas.DataFrame
        The rows that it is made of, with the file and row where each stands.
    """

    sentence: str
    rows: pd.DataFrame

    def __repr__(self) -> str:
        """Return the sentence, the first rows, and where the others are."""
        if self.rows.empty:
            return self.sentence
        shown = self.rows.head(FIRST_ROWS).to_string(index=False)
        more = len(self.rows) - FIRST_ROWS
        rest = f"\n... and {more:,} more" if more > 0 else ""
        return f"{self.sentence}\n{shown}{rest}\nAll of them, as a frame: .rows"

    def _repr_html_(self) -> str:
        shown: str = self.rows.head(20).to_html(index=False)
        return f"<p>{html.escape(self.sentence)}</p>{shown}"


def refuse_unknown_labels(
    asked: Mapping[str, object], *, labels_of: Callable[[str], tuple[Any, ...]]
) -> None:
    """Refuse a label that its axis does not have, and name the nearest.

    Parameters
    ----------
    asked : mapping of str to object
        The label wanted of each axis.
    labels_of : callable
        Gives the labels of an axis by its name.

    Raises
    ------
    UnknownNameError
        Naming the first label that is unknown.
    """
    for axis, label in asked.items():
        known = labels_of(axis)
        if label not in known:
            meant = terms.meant_label(label, known) or f"It has {known[0]} to {known[-1]}."
            raise UnknownNameError.of("unknown_word", value=str(label), kind=axis, meant=meant)


def say_labels(asked: Mapping[str, object]) -> str:
    """Say whose figure it is, without its year: "need SEMH, phase secondary"."""
    return ", ".join(f"{axis} {label}" for axis, label in asked.items() if axis != "year")


def say_axes(asked: Mapping[str, object]) -> str:
    """Write the axes as they are typed: `by=["year", "need"]`."""
    return 'by=["' + '", "'.join(asked) + '"]'
