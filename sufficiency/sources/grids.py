"""A file with journeys as rows of text: a CSV file, or one sheet of a workbook."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from sufficiency.errors import FileError, NotPossibleError, UnknownNameError
from sufficiency.tables import (
    SHEETS_FOR_PEOPLE,
    RawTable,
    has_formulas,
    merged_ranges,
    open_workbook,
    read_csv,
    read_sheet,
)
from sufficiency.terms import nearest_words

WORKBOOKS = (".xlsx", ".xlsm")


def read_grid(path: str | Path, *, what: str, sheet: str | None) -> RawTable:
    """Read a CSV file or a sheet as text, without a contract.

    Parameters
    ----------
    path : str or Path
        The file.
    what : str
        What it holds, in words.
    sheet : str, optional
        Name of the sheet; needed where the workbook has several.

    Returns
    -------
    RawTable

    Raises
    ------
    FileError
        If there is no such file, or it is neither of the two kinds or cannot be opened.
    NotPossibleError
        If the workbook has several sheets and none is named.
    UnknownNameError
        If it has no sheet of that name.
    """
    place = existing(path)
    suffix = place.suffix.casefold()
    if suffix == ".csv":
        return read_csv(place, table=what)
    if suffix not in WORKBOOKS:
        raise FileError.of("journeys_not_a_file", path=place)
    with ExitStack() as opened:
        values = opened.enter_context(closing(open_workbook(place)))
        titles = [one.title for one in values.worksheets if one.title not in SHEETS_FOR_PEOPLE]
        title = _title(titles, sheet, file=place.name)
        behind = None
        if has_formulas(place):
            formulas = opened.enter_context(closing(open_workbook(place, values=False)))
            behind = formulas[title]
        return read_sheet(values[title], behind, table=what, merged=merged_ranges(place))


def existing(path: str | Path) -> Path:
    """Give the path of a file that is there."""
    place = Path(path)
    try:
        is_file = place.is_file()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None
    if not is_file:
        raise FileError.of("no_journeys_file", path=place)
    return place


def _title(titles: list[str], sheet: str | None, *, file: str) -> str:
    """Choose the sheet: the one that is named, or the only one."""
    if sheet is None:
        if len(titles) == 1:
            return titles[0]
        raise NotPossibleError.of("which_sheet", value=", ".join(titles) or "none")
    if sheet in titles:
        return sheet
    meant = nearest_words(str(sheet), titles)
    remedy = f"Did you mean {meant}?" if meant else f"It has {', '.join(titles) or 'none'}."
    kind = f"sheet of {file}"
    raise UnknownNameError.of("unknown_word", value=sheet, kind=kind, meant=remedy)
