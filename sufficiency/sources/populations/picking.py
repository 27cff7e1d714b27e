"""Which rows of a file of population are those of the authority that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.headings import SMALL, SMALL_CODE, column_of
from sufficiency.sources.populations.shapes import Shape

if TYPE_CHECKING:
    import pandas as pd


def is_small(frame: pd.DataFrame, shape: Shape) -> bool:
    """Say whether the rows are small areas, of which an authority has many."""
    if shape.kind in SMALL:
        return True
    if shape.code is None:
        return False
    codes = frame[shape.code]
    codes = codes[codes != ""]
    fits = codes.map(lambda code: SMALL_CODE.fullmatch(code) is not None)
    return bool(len(codes)) and bool(fits.mean() > 0.5)


def picked(
    frame: pd.DataFrame,
    shape: Shape,
    *,
    authority: str | None,
    districts: Sequence[str],
    file: str,
) -> tuple[pd.Series[Any], list[Finding]]:
    """Find the rows of an authority, or of the districts that it is made of.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text.
    shape : Shape
        What its columns hold.
    authority : str or None
        Code or name; with districts it is only what their sum is called.
    districts : sequence of str
        Codes or names.
    file : str
        What to call the file.

    Returns
    -------
    pandas.Series
        Whether each row is one of them.
    list of Finding
        A note where the file does not say.

    Raises
    ------
    FindingsError
        If there is no such authority, or several and none is named.
    """
    import pandas as pd

    levels = _levels(frame, shape)
    everything = pd.Series(True, index=frame.index)
    if not levels:
        is_asked = authority is not None and shape.code is not None
        notes = [finding("population_authority_not_told", file=file)] if is_asked else []
        return everything, notes
    if authority is None and not districts:
        # Of two levels the one with fewer areas is the authority's.
        level = min(levels, key=lambda one: frame[one[0]].nunique())
        authority_of(_known(frame, [level]), None, file=file)
        return everything, []
    rows = ~everything
    asked = list(districts) if districts else [str(authority)]
    for one in asked:
        code, name = authority_of(_known(frame, levels), one, file=file)
        for code_column, name_column in levels:
            rows |= _is_of(frame, code_column, name_column, code=code, name=name)
    return rows, []


def _is_of(
    frame: pd.DataFrame, code_column: str, name_column: str, *, code: str, name: str
) -> pd.Series[Any]:
    """Find rows by code; by name only where they have no code, since names are spelt anew."""
    codes = frame[code_column].map(str.casefold)
    if code_column == name_column:
        return codes.isin([code.casefold(), name.casefold()])
    by_name = (codes == "") & (frame[name_column].map(str.casefold) == name.casefold())
    return (codes == code.casefold()) | by_name


def _levels(frame: pd.DataFrame, shape: Shape) -> list[tuple[str, str]]:
    """Give the columns of code and name of authorities: the row's own, or those it lies in."""
    if shape.code is not None and not is_small(frame, shape):
        return [(shape.code, shape.name or shape.code)]
    levels = []
    for kind in ("authority", "district"):
        code = column_of(frame.columns, f"{kind}_code")
        name = column_of(frame.columns, f"{kind}_name")
        if code or name:
            levels.append((str(code or name), str(name or code)))
    return levels


def _known(frame: pd.DataFrame, levels: Sequence[tuple[str, str]]) -> pd.DataFrame:
    import pandas as pd

    parts = [
        pd.DataFrame({"code": frame[code], "old_code": "", "name": frame[name]}).drop_duplicates()
        for code, name in levels
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates()
