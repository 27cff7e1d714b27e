"""Where the files of a bid will stand: refused before any work is done for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sufficiency.tables import check_free


def places_in(
    folder: Path, endings: Sequence[str], *, name: str, replace: bool
) -> tuple[Path, ...]:
    """Name the files that will stand in a folder, and refuse it where they cannot.

    Parameters
    ----------
    folder : Path
    endings : sequence of str
        Of the files.
    name : str
        Of the files, without their endings.
    replace : bool
        Whether what stands there already may be replaced.

    Returns
    -------
    tuple of Path
        In the order of the endings.

    Raises
    ------
    FileError
        If one of them stands there already and must not go, or the folder is a file.
    """
    places = tuple(folder / f"{name}{ending}" for ending in endings)
    for place in places:
        check_free(place, replace=replace)
    return places
