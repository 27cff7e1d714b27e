"""Files read as an area would be built from them, to be held against one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import NotPossibleError
from sufficiency.intake.choices import Choices
from sufficiency.intake.heard import refuse_years_unheard
from sufficiency.intake.readings import Read, read_all
from sufficiency.intake.recognising import recognise

if TYPE_CHECKING:
    from sufficiency.area import Area

OF_AREA = ("authority_code", "authority", "name")
"""What an area's table about may say of its authority, the surest first."""

NOT_TOLD = ("", "not told")


def read_beside(
    files: Sequence[str | Path],
    area: Area,
    *,
    authority: str = "",
    postcodes: str | Path = "",
    columns: str | Path = "",
    years: Mapping[str, int] | None = None,
) -> Read:
    """Read files by their headings, without making an area of them.

    Parameters
    ----------
    files : sequence of path
        Files and folders, as `build_area` takes them.
    area : Area
        The area that they are to be held against; it says which authority is meant.
    authority : str
        Code or name, where the area does not say it as the files do.
    postcodes : path, optional
        Columns postcode and locality, for a SEN2 return or an export of cases.
    columns : path, optional
        A file that says what the columns of exports of cases hold, where it is not among the files.
    years : mapping of str to int, optional
        By name of an export or a population that does not say it: the academic year, or the year.

    Returns
    -------
    Read
        All readings; findings name files that are not known, or were left out.

    Raises
    ------
    FileError
        If a file is not there or cannot be opened.
    FindingsError
        With what a reader found wrong.
    NotPossibleError
        If there is no file that can be read.
    """
    choices = Choices(
        "", postcodes=str(postcodes or ""), columns=str(columns or ""), years=years or {}
    )
    found = recognise(files, columns=choices.columns)
    refuse_years_unheard(choices, found)
    said = (area.fact(item) for item in OF_AREA)
    named = authority or next((one for one in said if one not in NOT_TOLD), "")
    read = read_all(found, replace(choices, authority=named))
    if not read.readings:
        names = ", ".join(Path(one).name for one in files)
        raise NotPossibleError.of("intake_nothing_read", value=names)
    return read
