"""Report: an allocation or a comparison written up as one page."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from sufficiency.errors import FileError
from sufficiency.reports.parts import Section, Table
from sufficiency.results import BANNER, Card
from sufficiency.tables import check_free, write_whole

TEMPLATE = "report.html.j2"
LONG_CELL = 60
"""A column with a cell of more letters is not pressed together by the numbers beside it."""
SHORT_ROWS = 16
"""A table of no more rows is never broken across two printed pages."""


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """One self-contained page: words, charts with their numbers, assumptions and sources.

    `report` makes one.

    Parameters
    ----------
    title : str
    card : Card
        The answer as a notebook shows it.
    answer : tuple of str
        The answer in sentences.
    overview : Table
        Headline figures of a few years.
    sections : tuple of Section
        In their order; those that answer a question first.
    path : Path or None
        Where it was written, if it was.
    banner : str
        Stands at the head and the end of it: for whom it is.
    """

    title: str
    card: Card
    answer: tuple[str, ...]
    overview: Table
    sections: tuple[Section, ...]
    path: Path | None = None
    banner: str = BANNER

    def as_html(self) -> str:
        """Write the page: no scripts, nothing fetched, pictures inside.

        Returns
        -------
        str
            The same bytes for the same inputs, seed and versions.
        """
        from jinja2 import Environment, PackageLoader, StrictUndefined

        templates = Environment(
            loader=PackageLoader("sufficiency.reports", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        page: str = templates.get_template(TEMPLATE).render(
            report=self, banner=self.banner, short=SHORT_ROWS, long=LONG_CELL
        )
        return page

    def save(self, path: str | Path, *, replace: bool = False) -> Path:
        """Write the page to a file.

        Parameters
        ----------
        path : str or Path
            Ends in .html.
        replace : bool
            Whether what stands there already may be replaced.

        Returns
        -------
        Path
            Where it was written: wholly, or not at all.

        Raises
        ------
        FileError
            If the ending is another, something stands there already, or it cannot be written.
        """
        place = Path(path)
        check_place(place, replace=replace)
        content = self.as_html().encode("utf-8")
        return write_whole(place, lambda made: _write(made, content), replace=replace)

    def __repr__(self) -> str:
        """Say what it is and where it stands."""
        where = f"written to {self.path}" if self.path else "not written: report.save(path)"
        return f"<Report {self.title}\n  {len(self.sections)} sections; {where}>"

    def _repr_html_(self) -> str:
        where = f"<p>{html.escape(repr(self))}</p>"
        return self.card.as_html() + where


def check_place(path: Path, *, replace: bool) -> None:
    """Refuse a place for a report before any work is done for it.

    Raises
    ------
    FileError
        If the ending is not .html, or something stands there that may not be replaced.
    """
    if path.suffix.casefold() not in (".html", ".htm"):
        raise FileError.of("report_ending", path=path)
    check_free(path, replace=replace)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
