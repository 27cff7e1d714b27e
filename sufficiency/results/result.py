"""What every noun and result can do: show itself, be saved, and tell where its figures are from."""

from __future__ import annotations

import hashlib
import html
import platform
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import FileError, NotPossibleError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

BANNER = (
    "INTERNAL: holds small numbers about children. Not for publication, and not to be shared "
    "outside the authority."
)
"""What stands on everything that is written, until small numbers can be protected."""

MOST_FIGURES = 5
FIRST_ROWS = 5
LIBRARIES = ("numpy", "pandas", "scipy", "pulp", "highspy", "ortools", "pydantic")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on a card.

    Parameters
    ----------
    label : str
        What it counts, in words.
    value : float
        The number.
    unit : str
        Its unit.
    basis : str
        How far it can be relied on: one of the bases.
    low, high : float, optional
        Its range, where it has one.
    """

    label: str
    value: float
    unit: str
    basis: str
    low: float | None = None
    high: float | None = None

    @property
    def shown(self) -> str:
        """The number with its range, as people read it."""
        if self.low is None or self.high is None:
            return f"{self.value:,.0f}"
        return f"{self.value:,.0f} ({self.low:,.0f} to {self.high:,.0f})"


@dataclass(frozen=True, slots=True)
class Card:
    """What a noun says of itself: three lines, and at most five numbers.

    Parameters
    ----------
    title : str
        What it is.
    lines : tuple of str
        Two sentences more.
    figures : tuple of Figure
        At most five.
    details : tuple of tuple of str
        A small table for notebooks: header first.
    """

    title: str
    lines: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    details: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        """Hold the card to its size."""
        if len(self.figures) > MOST_FIGURES:
            raise ValueError(f"a card has at most {MOST_FIGURES} figures")

    def as_text(self) -> str:
        """Write the card as lines of plain text."""
        return "\n".join((self.title, *self.lines))

    def as_html(self) -> str:
        """Write the card for a notebook: accessible, without colour alone, without scripts."""
        figures = "".join(
            f'<div style="padding:.4em 1.2em .4em 0"><div style="font-size:1.5em;'
            f'font-weight:600">{html.escape(figure.shown)}</div>'
            f"<div>{html.escape(figure.label)}</div>"
            f'<div style="color:#3d3d3d;font-size:.85em">{html.escape(figure.unit)}, '
            f"{html.escape(terms.short_list('basis').label(figure.basis).lower())}</div></div>"
            for figure in self.figures
        )
        lines = "".join(f"<p style='margin:.3em 0'>{html.escape(line)}</p>" for line in self.lines)
        return (
            '<section style="border-left:4px solid #12436d;padding:.3em 1em;max-width:60em">'
            f'<h3 style="margin:.2em 0;font-size:1.15em">{html.escape(self.title)}</h3>'
            f'<div style="display:flex;flex-wrap:wrap">{figures}</div>{lines}{self._table()}'
            f'<p style="font-size:.85em;color:#3d3d3d">{html.escape(BANNER)}</p></section>'
        )

    def _table(self) -> str:
        if not self.details:
            return ""
        header, *rows = self.details
        cells = "".join(
            f'<th scope="col" style="text-align:left">{html.escape(cell)}</th>' for cell in header
        )
        body = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:{_side(cell)};padding-right:1em">{html.escape(cell)}</td>'
                for cell in row
            )
            + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _side(cell: str) -> str:
    """Put numbers to the right and words to the left."""
    return "right" if cell.replace(",", "").isdigit() else "left"


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

    @abstractmethod
    def save(self, path: str | Path, *, audience: str = "internal", replace: bool = False) -> Path:
        """Write all tables to a folder of CSV files or to an .xlsx workbook."""

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
