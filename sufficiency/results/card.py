"""A card: what a noun says of itself, in three lines and at most five numbers."""

from __future__ import annotations

import html
from dataclasses import dataclass

from sufficiency import terms

BANNER = (
    "INTERNAL: holds small numbers about children. Not for publication, and not to be shared "
    "outside the authority."
)
"""What stands on everything that is written, until small numbers can be protected."""

MOST_FIGURES = 5


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
    digits : int
        How many digits after the point are shown.
    """

    label: str
    value: float
    unit: str
    basis: str
    low: float | None = None
    high: float | None = None
    digits: int = 0

    @property
    def shown(self) -> str:
        """The number with its range, as people read it."""
        if self.low is None or self.high is None:
            return self._rounded(self.value)
        low, high = self._rounded(self.low), self._rounded(self.high)
        return f"{self._rounded(self.value)} ({low} to {high})"

    def _rounded(self, number: float) -> str:
        # Adding nought takes the sign from a nought that was below it.
        return f"{round(number, self.digits) + 0.0:,.{self.digits}f}"


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
    next_python : str
        What to type next in Python; stands behind the last line.
    next_command : str
        What another command does from here on, as half a sentence.
    """

    title: str
    lines: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    details: tuple[tuple[str, ...], ...] = ()
    next_python: str = ""
    next_command: str = ""

    def __post_init__(self) -> None:
        """Hold the card to its size."""
        if len(self.figures) > MOST_FIGURES:
            raise ValueError(f"a card has at most {MOST_FIGURES} figures")

    @property
    def lines_in_python(self) -> tuple[str, ...]:
        """The lines, the last with what to type next in Python."""
        *before, last = self.lines
        return (*before, f"{last} {self.next_python}".rstrip())

    def as_text(self) -> str:
        """Write the card as lines of plain text."""
        return "\n".join((self.title, *self.lines_in_python))

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
        lines = "".join(
            f"<p style='margin:.3em 0'>{html.escape(line)}</p>" for line in self.lines_in_python
        )
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
