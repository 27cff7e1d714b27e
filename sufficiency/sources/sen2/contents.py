"""A return as it was read: the rows of its modules as text, whatever it was written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.errors import Finding
from sufficiency.results import InputFile
from sufficiency.terms.sen2 import columns_of_module, return_modules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class SenReturn:
    """One return. It holds persons, so it never leaves the reader and has no repr of its own.

    Parameters
    ----------
    name : str
        What to call it in messages.
    files : mapping of str to str
        What to call the file of each module.
    frames : mapping of str to pandas.DataFrame
        Rows of each module as text, "" where blank, all columns of the terms; the index is the
        row as the user sees it.
    version : str
        Of the technical specification, as far as the columns tell.
    inputs : tuple of InputFile
    notes : tuple of Finding
    """

    name: str
    files: Mapping[str, str]
    frames: Mapping[str, pd.DataFrame]
    version: str
    inputs: tuple[InputFile, ...]
    notes: tuple[Finding, ...]


def version_of(headings: Mapping[str, Sequence[str]]) -> str:
    """Tell the version by where columns stand.

    Parameters
    ----------
    headings : mapping of str to sequence of str
        Columns that each module has.

    Returns
    -------
    str
        1.1 has `res` in the active plans, 1.2 in the placements, 1.3 also who asked.
    """
    if "requestsource" in headings.get("requests", ()) or "dsco" in headings.get("sen2", ()):
        return "1.3"
    if "res" in headings.get("placementdetail", ()):
        return "1.2"
    return "1.1" if "res" in headings.get("activeplans", ()) else ""


def with_all_columns(module: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a module all its columns, blank where the file has none."""
    return frame.reindex(columns=list(return_modules()[module].names), fill_value="")


def required_missing(module: str, columns: Sequence[str]) -> list[str]:
    """List the columns without which a module cannot be read."""
    return [
        column.name
        for column in columns_of_module(module)
        if column.required != "no" and column.name not in columns
    ]
