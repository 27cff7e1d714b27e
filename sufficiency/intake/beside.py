"""Files read as an area would be built from them, to be held against one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import NotPossibleError
from sufficiency.intake.choices import Choices
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
        Columns postcode and locality, for a SEN2 return.

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
    found = recognise(files)
    said = (area.fact(item) for item in OF_AREA)
    named = authority or next((one for one in said if one not in NOT_TOLD), "")
    read = read_all(found, Choices(named, postcodes=str(postcodes) if postcodes else ""))
    if not read.readings:
        names = ", ".join(Path(one).name for one in files)
        raise NotPossibleError.of("intake_nothing_read", value=names)
    return read
