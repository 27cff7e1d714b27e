"""A bid pack: one set of contents, written as a page, a document of words and a workbook."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from sufficiency.errors import FileError
from sufficiency.reports.bid import case, choices, evidence, margins, worth
from sufficiency.reports.bid.cabinet import CabinetPaper
from sufficiency.reports.bid.cabinet_figures import refuse_few
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.placing import places_in
from sufficiency.reports.page import Report
from sufficiency.reports.parts import Section
from sufficiency.results import Card
from sufficiency.tables import check_free, write_whole

PAGE, WORDS, WORKBOOK = ".html", ".docx", ".xlsx"
ENDINGS = (PAGE, WORDS, WORKBOOK)
NAME = "bid"
"""Files of a folder are called so, with their endings."""


@dataclass(frozen=True, eq=False, repr=False)
class BidPack:
    """A bid for capital: its words, tables and charts, and every pound from input to answer.

    `bid_pack` makes one.

    Parameters
    ----------
    contents : Contents
    card : Card
        The answer as a notebook shows it.
    """

    contents: Contents
    card: Card

    @property
    def title(self) -> str:
        """What is asked for."""
        return self.contents.title

    @cached_property
    def report(self) -> Report:
        """The bid as a page: the same sections stand in all three formats."""
        return written_up(self.contents, self.card, as_png=False)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in their order."""
        return self.report.sections

    def save(self, path: str | Path, *, replace: bool = False) -> Path:
        """Write the bid to one file; its ending says as what.

        Parameters
        ----------
        path : str or Path
            Ends in .html (one page), .docx (Word) or .xlsx (a workbook of formulas).
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
        ending = place.suffix.casefold()
        if ending not in ENDINGS:
            raise FileError.of("bid_ending", path=place)
        check_free(place, replace=replace)
        content = self._as(ending)
        return write_whole(place, partial(_write, content=content), replace=replace)

    def save_all(
        self, folder: str | Path, *, name: str = NAME, word: bool = True, replace: bool = False
    ) -> tuple[Path, ...]:
        """Write the bid in all three formats into a folder, or none of them.

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
            The page, the document and the workbook.

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

    def cabinet(self) -> CabinetPaper:
        """Make the paper of a few pages that a cabinet decides on, with small numbers protected.

        Returns
        -------
        CabinetPaper
            `save` writes one format, `save_all` both.

        Raises
        ------
        NotPossibleError
            If the programme changes so little that its pounds would tell for how many children.

        Notes
        -----
        What it leaves out, and why: docs/decisions/0045-paper-for-a-cabinet.md.
        """
        refuse_few(self.contents)
        return CabinetPaper(self.contents)

    def _as(self, ending: str) -> bytes:
        """Write the bid as bytes."""
        if ending == PAGE:
            return self.report.as_html().encode("utf-8")
        if ending == WORDS:
            from sufficiency.reports.bid.document import check_library, document_bytes

            check_library()
            pictured = written_up(self.contents, self.card, as_png=True)
            return document_bytes(pictured, status=self.contents.status)
        from sufficiency.reports.bid.workbook import workbook_bytes

        return workbook_bytes(self.contents, self.report)

    def __repr__(self) -> str:
        """Say what it is and what to type next."""
        return (
            f"{self.card.as_text()}\n<BidPack of {len(self.sections)} sections; not written: "
            'pack.save("bid.docx"), "bid.html" or "bid.xlsx">'
        )

    def _repr_html_(self) -> str:
        words = html.escape('pack.save("bid.docx"), "bid.html" or "bid.xlsx"')
        return f"{self.card.as_html()}<p>{words}</p>"


def check_folder(folder: Path, *, word: bool = True, replace: bool) -> None:
    """Refuse a folder for a bid before any work is done for it, as `places_in` does."""
    places_in(folder, _endings(word=word), name=NAME, replace=replace)


def _endings(*, word: bool) -> list[str]:
    return [ending for ending in ENDINGS if word or ending != WORDS]


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def written_up(contents: Contents, card: Card, *, as_png: bool) -> Report:
    """Write all sections of a bid.

    Parameters
    ----------
    contents : Contents
    card : Card
    as_png : bool
        Whether its pictures are for a document of words, and not for a page.
    """
    return Report(
        contents.title,
        card,
        tuple(case.answer(contents)),
        case.headline(contents),
        _sections(contents, as_png=as_png),
    )


def _sections(contents: Contents, *, as_png: bool) -> tuple[Section, ...]:
    """Give the sections in the order in which a cabinet reads them."""
    return (
        case.case_for_change(contents, as_png=as_png),
        choices.options(contents, as_png=as_png),
        choices.programme(contents),
        margins.margins(contents, as_png=as_png),
        case.placements(contents, as_png=as_png),
        worth.money(contents, as_png=as_png),
        worth.sensitivity(contents, as_png=as_png),
        worth.risks(contents),
        evidence.empty_places(contents),
        evidence.fairness(contents),
        evidence.bases(contents),
        evidence.assumptions(contents),
        evidence.method(contents),
        evidence.limits(contents),
        evidence.provenance(contents),
    )
