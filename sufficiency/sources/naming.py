"""What files are called in messages: by their name, and by their folder where two are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, FindingsError

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading


def names_of(paths: Sequence[Path]) -> dict[Path, str]:
    """Name files; those of the same name by as many of their folders as tell them apart.

    Parameters
    ----------
    paths : sequence of Path

    Returns
    -------
    dict of Path to str

    Examples
    --------
    >>> list(names_of([Path("a/x.csv"), Path("b/x.csv"), Path("b/y.csv")]).values())
    ['a/x.csv', 'b/x.csv', 'y.csv']
    """
    places = list(dict.fromkeys(paths))
    longest = max((len(path.parts) for path in places), default=1)
    names = {path: path.name for path in places}
    for length in range(2, longest + 1):
        counted = Counter(names.values())
        alike = [path for path in places if counted[names[path]] > 1]
        for path in alike:
            names[path] = Path(*path.parts[-length:]).as_posix()
    return names


def read_as(name: str, path: Path, reader: Callable[[], Reading]) -> Reading:
    """Read a file, and call it by another name in the account, its notes and its faults.

    Parameters
    ----------
    name : str
        What to call it.
    path : Path
        Its reader calls it by its name without a folder.
    reader : callable
        Reads it.

    Raises
    ------
    FindingsError
        What the reader found wrong, with the file as it is called.
    """
    if name == path.name:
        return reader()

    def called(file: str) -> str:
        # A workbook's sheet stands behind the name of its file.
        is_it = file == path.name or file.startswith(f"{path.name},")
        return f"{name}{file.removeprefix(path.name)}" if is_it else file

    def renamed(found: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(replace(one, file=called(one.file)) for one in found)

    try:
        made = reader()
    except FindingsError as error:
        raise type(error)(renamed(error.findings), what=error.what) from None
    return replace(
        made,
        findings=renamed(made.findings),
        steps=made.steps.assign(file=[called(file) for file in made.steps["file"]]),
        inputs=tuple(replace(one, file=called(one.file)) for one in made.inputs),
    )
