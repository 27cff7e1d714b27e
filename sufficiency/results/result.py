"""What every noun and result can do: show itself, be saved, and tell where its figures are from."""

from __future__ import annotations

import hashlib
import platform
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.errors import FileError, NotPossibleError, UnknownNameError
from sufficiency.results.card import Card
from sufficiency.results.saving import check_place, save_frames

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("numpy", "pandas", "scipy", "pulp", "highspy", "ortools", "pydantic")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that a result rests on: its name without its folder, and its digest.

    Parameters
    ----------
    file : str
        Name, without the folder it stood in.
    sha256 : str
        Digest of its bytes, so that it can be told whether it is the same file.
    """

    file: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> InputFile:
        """Take the digest of a file."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise FileError.of("cannot_open", path=path, reason=error.strerror) from None
        return cls(path.name, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from, so that it can be made again.

    Parameters
    ----------
    inputs : tuple of InputFile
        Files that were read.
    versions : mapping of str to str
        Of this package, Python and the libraries that numbers pass through.
    settings : mapping of str to str
        Seed, solver, proof and the like, where the result has them.
    """

    inputs: tuple[InputFile, ...]
    versions: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Lay it out as a table: kind, name, value."""
        import pandas as pd

        rows = [("input", given.file, given.sha256) for given in self.inputs]
        rows += [("version", name, value) for name, value in self.versions.items()]
        rows += [("setting", name, value) for name, value in self.settings.items()]
        return pd.DataFrame(rows, columns=["kind", "name", "value"])


def versions() -> dict[str, str]:
    """Give the versions of this package, Python and the libraries that numbers pass through."""
    found = {"sufficiency": _version("sufficiency"), "python": platform.python_version()}
    return found | {library: _version(library) for library in LIBRARIES}


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


class Result(ABC):
    """A noun that can show itself, be saved, and tell where it comes from."""

    @abstractmethod
    def card(self) -> Card:
        """Say in three lines and at most five numbers what this is."""

    @abstractmethod
    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name, as copies."""

    @abstractmethod
    def provenance(self) -> Provenance:
        """Tell where the figures come from, so that they can be made again."""

    def save(self, path: str | Path, *, audience: str = "internal", replace: bool = False) -> Path:
        """Write all tables to a folder of CSV files or to an .xlsx workbook.

        An area's tables are written so that `load_area` gives the same area again.

        Parameters
        ----------
        path : str or Path
            A new folder, or a file that ends in .xlsx.
        audience : str
            "internal"; publishing is refused until small numbers can be protected.
        replace : bool
            Whether what stands there already may be replaced.

        Returns
        -------
        Path
            Where it was written: wholly, or not at all.

        Raises
        ------
        FileError
            If something stands there already, or it cannot be written.
        NotPossibleError
            If the audience is not "internal".
        """
        refuse_publishing(audience)
        return self._write(Path(path), replace=replace)

    def _write(self, place: Path, *, replace: bool) -> Path:
        """Write all tables and the provenance; a noun that is read again has its own way."""
        check_place(place, replace=replace)
        frames = {**self.tables(), "provenance": self.provenance().to_frame()}
        return save_frames(frames, place, title=self.card().title, replace=replace)

    def to_frame(self, table: str) -> pd.DataFrame:
        """Give one of the tables as a frame of its own.

        Parameters
        ----------
        table : str
            Name of the table.

        Returns
        -------
        pandas.DataFrame
            A copy: changing it changes nothing else.

        Raises
        ------
        UnknownNameError
            If there is no such table.
        """
        held = self.tables()
        if table not in held:
            raise UnknownNameError.of("no_such_table", value=table, tables=", ".join(held))
        return held[table]

    def __repr__(self) -> str:
        """Say in three lines what this is."""
        return self.card().as_text()

    def _repr_html_(self) -> str:
        return self.card().as_html()


def refuse_publishing(audience: str) -> None:
    """Refuse every audience but the authority itself, until small numbers can be protected.

    Raises
    ------
    NotPossibleError
        If the audience is not "internal".
    """
    if audience == "internal":
        return
    if audience == "publish":
        raise NotPossibleError.of("publish_not_yet")
    raise NotPossibleError.of("audience_unknown", value=audience)
