"""A paper for a cabinet: the bid in a few pages, with small numbers protected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sufficiency.disclosure import LEAST
from sufficiency.errors import FileError
from sufficiency.reports.bid import cabinet_figures, cabinet_parts
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.placing import places_in
from sufficiency.reports.page import Report
from sufficiency.results import Card
from sufficiency.tables import check_free, write_whole

PAGE, WORDS = ".html", ".docx"
ENDINGS = (PAGE, WORDS)
NAME = "cabinet"
BANNER = (
    f"Numbers of children are rounded, and fewer than {LEAST} are not shown. Titles, names and "
    "other words are as they were written down: read them before this is published."
)
"""Stands in place of the banner of what is internal: a program can round numbers, and not words."""


@dataclass(frozen=True, eq=False, repr=False)
class CabinetPaper:
    """A bid as a paper that a cabinet decides on in public.

    `BidPack.cabinet` makes one.

    Parameters
    ----------
    contents : Contents
        Of the full bid; the paper shows less of it.
    """

    contents: Contents

    @property
    def report(self) -> Report:
        """The paper as a page: the same sections stand in both formats."""
        return written_for_cabinet(self.contents)

    def save(self, path: str | Path, *, replace: bool = False) -> Path:
        """Write the paper to one file; its ending says as what.

        Parameters
        ----------
        path : str or Path
            Ends in .html (one page) or .docx (Word).
        replace : bool
            Whether what stands there already may be replaced.

        Returns
        -------
        Path
            Where it was written: wholly, or not at all. The same bid gives the same bytes.

        Raises
        ------
        FileError
            If the ending is another, something stands there already, or it cannot be written.
        NotPossibleError
            If .docx is asked for and python-docx is not installed.
        """
        place = Path(path)
        if place.suffix.casefold() not in ENDINGS:
            raise FileError.of("cabinet_ending", path=place)
        check_free(place, replace=replace)
        content = self._as(place.suffix.casefold())
        return write_whole(place, partial(_write, content=content), replace=replace)

    def save_all(
        self, folder: str | Path, *, name: str = NAME, word: bool = True, replace: bool = False
    ) -> tuple[Path, ...]:
        """Write the paper as a page and a Word document into a folder, or neither.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        name : str
            Of the files, without their endings.
        word : bool
            Whether to write the Word document.
        replace : bool
            Whether files of those names may be replaced.

        Returns
        -------
        tuple of Path

        Raises
        ------
        FileError, NotPossibleError
            As `save`, before anything is written.
        """
        places = places_in(Path(folder), _endings(word=word), name=name, replace=replace)
        contents = [self._as(place.suffix) for place in places]
        for place, content in zip(places, contents, strict=True):
            write_whole(place, partial(_write, content=content), replace=replace)
        return places

    def _as(self, ending: str) -> bytes:
        """Write the paper as bytes."""
        if ending == PAGE:
            return self.report.as_html().encode("utf-8")
        from sufficiency.reports.bid.document import document_bytes

        return document_bytes(self.report, status=self.contents.status)

    def __repr__(self) -> str:
        """Say what it is and what to type next."""
        return (
            f"<CabinetPaper {self.contents.title}\n  {len(self.report.sections)} sections; not "
            'written: paper.save("cabinet.docx") or "cabinet.html">'
        )


def check_cabinet_folder(folder: Path, *, word: bool = True, replace: bool) -> None:
    """Refuse a folder for a paper before any work is done for it, as `places_in` does."""
    places_in(folder, _endings(word=word), name=NAME, replace=replace)


def _endings(*, word: bool) -> list[str]:
    return [ending for ending in ENDINGS if word or ending != WORDS]


def written_for_cabinet(contents: Contents) -> Report:
    """Write all sections of a paper for a cabinet.

    Parameters
    ----------
    contents : Contents
        Of the full bid.

    Returns
    -------
    Report

    Raises
    ------
    NotPossibleError
        If the programme changes so little that its pounds would tell for how many children.
    """
    cabinet_figures.refuse_few(contents)
    parts = cabinet_parts
    return Report(
        contents.title,
        Card(contents.title, (cabinet_parts.ROUNDED,)),
        tuple(parts.answer(contents)),
        parts.overview(contents),
        (
            parts.need(contents),
            parts.options(contents),
            parts.children(contents),
            parts.money(contents),
            parts.risks(contents),
            parts.bases(contents),
            parts.assumptions(contents),
            parts.left_out(),
        ),
        banner=BANNER,
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
