"""Parts of a Word document that the library leaves to us: captions, fields, words for pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

WRITTEN_ON = datetime(2000, 1, 1)
"""Date inside documents: always the same, so that the same bid gives the same bytes."""
LETTERS = "Arial"
EDGE = "12436D"
WASH = "EEF2F6"
LANGUAGE = "en-GB"
NOTE = "Note"
"""Style of the sentence below a table."""
LONG_SIDE, SHORT_SIDE, MARGIN = 29.7, 21.0, 2.0
"""A4 [centimetres]."""
PICTURE = 16.5
"""Width of a picture [centimetres]."""
SIZES = {"Normal": 11.0, "Title": 22.0, "Heading 1": 16.0, "Heading 2": 13.0}
"""Letters of a style [points]."""
TABLE_SIZE, SMALL_SIZE = 9.0, 8.0
MANY = 7
"""A table with more columns has smaller letters."""


def prepare(document: Document, *, title: str, subject: str, banner: str) -> None:
    """Set the page, the styles, the language, the properties, and what stands on every page.

    Parameters
    ----------
    document : Document
        A new one.
    title, subject : str
        For its properties.
    banner : str
        Stands at the head of every page.
    """
    _properties(document, title=title, subject=subject)
    _styles(document)
    section = document.sections[0]
    _page(section, is_wide=False)
    head = section.header.paragraphs[0]
    head.text = banner
    head.style = document.styles[NOTE]
    foot = section.footer.paragraphs[0]
    foot.style = document.styles[NOTE]
    foot.add_run("Page ")
    _field(foot, "PAGE", "1")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES", "1")


def _properties(document: Document, *, title: str, subject: str) -> None:
    held = document.core_properties
    held.title, held.subject, held.language = title, subject, LANGUAGE
    held.author = held.last_modified_by = "sufficiency"
    held.comments = held.keywords = ""
    held.created = held.modified = WRITTEN_ON
    held.revision = 1


def _styles(document: Document) -> None:
    """Give all styles one family of letters, dark headings, and British English."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name in (*SIZES, NOTE, "Subtitle", "Caption", "List Bullet"):
        style = styles[name]
        _letters(style.element.get_or_add_rPr())
        if name in SIZES:
            style.font.size = Pt(SIZES[name])
        is_quiet = name in ("Normal", NOTE, "Subtitle", "List Bullet")
        style.font.color.rgb = RGBColor.from_string("1A1A1A" if is_quiet else EDGE)
    styles[NOTE].font.size = Pt(9)
    styles[NOTE].paragraph_format.space_after = Pt(8)
    styles["Caption"].font.size = Pt(10)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Subtitle"].font.size = Pt(11)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name in ("Heading 1", "Heading 2", "Subtitle", "Caption"):
        styles[name].paragraph_format.keep_with_next = True


def _letters(properties: Any) -> None:
    """Name the family and the language of a style, for every script that it might be asked for."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), LETTERS)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)
    properties.append(language)


def _page(section: Any, *, is_wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width = Cm(LONG_SIDE if is_wide else SHORT_SIDE)
    section.page_height = Cm(SHORT_SIDE if is_wide else LONG_SIDE)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN))


def turn(document: Document, *, is_wide: bool) -> None:
    """Begin a page that lies on its long side, or stands again."""
    from docx.enum.section import WD_SECTION

    _page(document.add_section(WD_SECTION.NEW_PAGE), is_wide=is_wide)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word counts by itself, with what it shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_caption(document: Document, kind: str, number: int, words: str, *, is_above: bool) -> None:
    """Add a caption whose number Word counts anew where the part is pasted elsewhere.

    Parameters
    ----------
    document : Document
    kind : str
        "Table" or "Figure".
    number : int
    words : str
    is_above : bool
        Whether what it names follows it.
    """
    caption = document.add_paragraph(f"{kind} ", style="Caption")
    _field(caption, f"SEQ {kind} \\* ARABIC", str(number))
    caption.add_run(f": {words}")
    caption.paragraph_format.keep_with_next = is_above


def add_picture(document: Document, png: bytes, *, words: str, title: str) -> None:
    """Add a picture, and the words that stand for it.

    Parameters
    ----------
    document : Document
    png : bytes
    words, title : str
        What the picture says, and what it is called.
    """
    from docx.shared import Cm

    picture: Any = document.add_picture(io.BytesIO(png), width=Cm(PICTURE))
    about = picture._inline.docPr
    about.set("descr", words)
    about.set("title", title)
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def add_table(
    document: Document,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    *,
    words: str,
) -> Any:
    """Add a table whose header stands again on each page, and whose rows are never broken.

    Parameters
    ----------
    document : Document
    header : sequence of str
    rows : sequence of sequence of str
        Cells; a line break begins a second line.
    numeric : sequence of bool
        Axis (column): whether it holds numbers, which stand to the right.
    words : str
        What it shows, for those who cannot see it.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table: Any = document.add_table(rows=1 + len(rows), cols=len(header), style="Table Grid")
    size = SMALL_SIZE if len(header) > MANY else TABLE_SIZE
    lines = list(table.rows)
    for place, (line, cells) in enumerate(zip(lines, (header, *rows), strict=True)):
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, is_number in zip(line.cells, cells, numeric, strict=True):
            _fill(cell, text, is_number=is_number, is_header=place == 0, size=size)
    described = OxmlElement("w:tblDescription")
    described.set(qn("w:val"), words)
    table._tbl.tblPr.append(described)
    return table


def _fill(cell: Any, text: str, *, is_number: bool, is_header: bool, size: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), is_header
    paragraph.paragraph_format.space_after = Pt(1)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if is_header:
        paragraph.paragraph_format.keep_with_next = True
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", WASH)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)


MOST_LETTERS, MOST_LINES = 45, 4
"""A column of words wants no more letters than so many, or than let its longest cell end after so
many lines; longer cells are wrapped."""
LONGEST_WORD = 28
"""A longer word, such as a digest, may be broken."""
PADDING = 4.0
"""The margins of a cell, as letters."""
LETTER = 0.55
"""Mean width of a letter, as a share of its size."""
POINTS_A_CENTIMETRE = 28.35


def letters_of_page(columns: int, *, is_wide: bool) -> float:
    """Give how many letters of a table fit beside each other on a page."""
    size = SMALL_SIZE if columns > MANY else TABLE_SIZE
    room = (LONG_SIDE if is_wide else SHORT_SIDE) - 2 * MARGIN
    return room * POINTS_A_CENTIMETRE / (size * LETTER)


def least_letters(header: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """Give how many letters a table needs beside each other, with no word and number broken."""
    columns = zip(header, *rows, strict=True)
    return sum(_least(column) for column in columns)


def widths(document: Document, table: Any, numeric: Sequence[bool]) -> None:
    """Share the width of the page among the columns of a table, so that no number is broken.

    Each column has room for its longest word; what is left goes to those that want more.

    Parameters
    ----------
    document : Document
    table : docx table
    numeric : sequence of bool
        Axis (column): whether it holds numbers.
    """
    from docx.shared import Emu

    section: Any = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    columns = list(zip(*([cell.text for cell in row.cells] for row in table.rows), strict=True))
    least = [_least(column) for column in columns]
    wanted = [
        max(low, _wanted(column[1:], is_number=is_number))
        for low, column, is_number in zip(least, columns, numeric, strict=True)
    ]
    fits = letters_of_page(len(columns), is_wide=section.page_width > section.page_height)
    unbroken = [
        want if is_number else low
        for low, want, is_number in zip(least, wanted, numeric, strict=True)
    ]
    if sum(unbroken) <= fits:
        least = unbroken  # a range is broken only where there is no other way
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    share = min(1.0, max(0.0, (fits - sum(least)) / sum(more))) if sum(more) else 0.0
    letters = [low + share * extra for low, extra in zip(least, more, strict=True)]
    table.autofit = False
    for place, count in enumerate(letters):
        width = Emu(int(room * count / sum(letters)))
        table.columns[place].width = width
        for cell in table.columns[place].cells:
            cell.width = width


def _least(column: Sequence[str]) -> float:
    """Give the letters of the longest word of a column; those of its bold header are wider."""
    header, *cells = column
    words = [min(len(word), LONGEST_WORD) for cell in cells for word in re.split("[ \n]", cell)]
    return max([1.15 * len(word) for word in header.split()] + [1.05 * n for n in words] + [1]) + (
        PADDING
    )


def _wanted(cells: Sequence[str], *, is_number: bool) -> float:
    """Give the letters that a column wants: whole lines of numbers, and most of a text."""
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=1)
    most = max(MOST_LETTERS, longest / MOST_LINES)
    return PADDING + (longest if is_number else min(longest, most))
