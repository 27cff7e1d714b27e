"""A bid as a Word document: real headings, captions, repeated header rows, words for pictures."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from sufficiency.errors import NotPossibleError
from sufficiency.reports.bid import word_parts
from sufficiency.reports.page import Report
from sufficiency.reports.parts import Chart, Section, Table

if TYPE_CHECKING:
    from docx.document import Document

LIBRARY = "python-docx"
WIDE = 8
"""A table with more columns stands on a page of its own, turned; so does one of long words."""
LONG = 16
"""The numbers of a picture stand beside it if they have no more rows, and else in the annex."""
ANNEX = "Annex: further tables"
ZIPPED_ON = (1980, 1, 1, 0, 0, 0)
RANGE = re.compile(r" \((?=.* to )")
"""What stands before the range of a number."""


def check_library() -> None:
    """Refuse a document before any work is done for it.

    Raises
    ------
    NotPossibleError
        If python-docx is not installed.
    """
    try:
        import docx  # noqa: F401 - only whether it is there
    except ImportError:
        raise NotPossibleError.of("bid_without_docx", library=LIBRARY) from None


def document_bytes(report: Report, *, status: str) -> bytes:
    """Write a bid as a .docx file.

    Parameters
    ----------
    report : Report
        Title, answer, headline table and sections.
    status : str
        How far the bid has come.

    Returns
    -------
    bytes
        The same for the same report and versions.

    Raises
    ------
    NotPossibleError
        If python-docx is not installed.
    """
    check_library()
    import docx

    document = docx.Document()
    word_parts.prepare(document, title=report.title, subject=status, banner=report.banner)
    writer = _Writer(document)
    writer.front(report)
    for section in report.sections:
        writer.section(section)
    writer.annex(report)
    held = io.BytesIO()
    document.save(held)
    return _same_bytes(held.getvalue())


def _same_bytes(content: bytes) -> bytes:
    """Pack a document again without the time at which it was packed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, ZIPPED_ON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return packed.getvalue()


class _Writer:
    """Writes parts of a report into a document, and counts its tables and figures."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = 0
        self._figures = 0
        self._is_turned = False

    def front(self, report: Report) -> None:
        """Write the title, the answer and the headline table."""
        self._document.add_paragraph(report.title, style="Title")
        self._document.add_heading("In short", level=1)
        for sentence in report.answer:
            self._document.add_paragraph(sentence)
        self._table(report.overview)

    def section(self, section: Section) -> None:
        """Write a section: its question, words, charts and tables; what is folded goes last."""
        self._turn(is_wide=False)
        self._document.add_heading(section.title, level=1)
        if section.question:
            self._document.add_paragraph(section.question, style="Subtitle")
        for words in section.paragraphs:
            self._document.add_paragraph(words)
        for words in section.points:
            self._document.add_paragraph(words, style="List Bullet")
        for chart in section.charts:
            self._chart(chart)
        for table in (*(chart.table for chart in section.charts), *section.tables):
            if len(table.rows) <= LONG or table not in [one.table for one in section.charts]:
                self._table(table)

    def annex(self, report: Report) -> None:
        """Write the tables that few readers need."""
        folded = [(one.title, table) for one in report.sections for table in _annexed(one)]
        if not folded:
            return
        self._turn(is_wide=False)
        self._document.add_heading(ANNEX, level=1)
        for title, table in folded:
            self._turn(is_wide=self._is_wide(table))
            self._document.add_heading(title, level=2)
            self._table(table)

    def _chart(self, chart: Chart) -> None:
        """Set a picture with its words, and its caption below."""
        if not chart.png:
            raise ValueError(f"{chart.caption}: a document of words needs the picture as PNG")
        self._turn(is_wide=False)
        self._figures += 1
        word_parts.add_picture(self._document, chart.png, words=chart.alt, title=chart.caption)
        word_parts.add_caption(
            self._document, "Figure", self._figures, chart.caption, is_above=False
        )
        if chart.beside:
            self._document.add_paragraph(chart.beside)

    def _table(self, table: Table) -> None:
        """Write a table under its caption; a wide one on a turned page."""
        rows = _rows(table)
        self._turn(is_wide=self._is_wide(table))
        self._tables += 1
        word_parts.add_caption(self._document, "Table", self._tables, table.caption, is_above=True)
        made: Any = word_parts.add_table(
            self._document,
            table.header,
            rows,
            table.numeric,
            words=table.caption,
        )
        if table.beside:
            note = self._document.add_paragraph(table.beside, style=word_parts.NOTE)
            note.paragraph_format.keep_together = True
        word_parts.widths(self._document, made, table.numeric)

    def _is_wide(self, table: Table) -> bool:
        """Say whether a table has no room on a page that stands."""
        needed = word_parts.least_letters(table.header, _rows(table))
        fits = word_parts.letters_of_page(len(table.header), is_wide=False)
        return len(table.header) > WIDE or needed > fits

    def _turn(self, *, is_wide: bool) -> None:
        """Begin a page that lies or stands, where the one before did not."""
        if is_wide != self._is_turned:
            word_parts.turn(self._document, is_wide=is_wide)
            self._is_turned = is_wide


def _annexed(section: Section) -> list[Table]:
    """Give the tables of a section that stand in the annex: long ones of pictures, and folded."""
    long = [one.table for one in section.charts if len(one.table.rows) > LONG]
    return [*long, *section.folded]


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """Give the cells of a table as they are written."""
    return tuple(tuple(_two_lines(cell, table) for cell in row) for row in table.rows)


def _two_lines(cell: str, table: Table) -> str:
    """Put the range of a number on a line of its own, where the table asks for that."""
    whole = cell.replace(" million", "\u00a0million")
    return RANGE.sub("\n(", whole, count=1) if table.is_stacked else whole
