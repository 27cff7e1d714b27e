"""A figure as bytes, to be set into a page: the same picture gives the same bytes."""

from __future__ import annotations

import hashlib
import html
import re
from io import BytesIO
from typing import TYPE_CHECKING

from sufficiency.figures.laying import alt_text, lay_again
from sufficiency.figures.style import in_style, whole_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@in_style
def as_png(axes: Axes) -> bytes:
    """Give a figure as a PNG picture, with its text inside, and close it.

    Parameters
    ----------
    axes : Axes
        Axes of a figure of this package; all of the figure that they are in is saved.
    """
    lay_again(axes)
    buffer = BytesIO()
    words = {"Description": alt_text(axes)} if alt_text(axes) else {}
    # No name and version of the software, and no time: the bytes tell the picture alone.
    whole_figure(axes).savefig(buffer, format="png", metadata={"Software": None, **words})
    _close(axes)
    return buffer.getvalue()


@in_style
def as_svg(axes: Axes) -> bytes:
    """Give a figure as an SVG picture that can be set into an HTML page, and close it.

    It is one element `<svg>` in UTF-8, without a prologue, so that it can also stand alone as a
    file. It carries the figure's text for those who cannot see it. Its ids are its own: several
    pictures can stand in one page.

    Parameters
    ----------
    axes : Axes
        Axes of a figure of this package; all of the figure that they are in is saved.
    """
    lay_again(axes)
    buffer = BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    whole_figure(axes).savefig(buffer, format="svg", metadata=nothing)
    words = alt_text(axes)
    _close(axes)
    drawn = buffer.getvalue().decode("utf-8").replace("\r\n", "\n")
    element = _own_ids(_shorter(drawn[drawn.index("<svg") :]))
    label = html.escape(words, quote=True)
    spoken = f'<svg role="img" aria-label="{label}"' if words else "<svg"
    return element.replace("<svg", spoken, 1).encode("utf-8")


def _shorter(element: str) -> str:
    """Round what is drawn to hundredths of a point, which makes a picture a third smaller."""
    return re.sub(r'(?<= d=")[^"]*(?=")', lambda path: _rounded(path.group()), element)


def _rounded(path: str) -> str:
    """Round the numbers of a path, without the noughts at their ends."""
    return re.sub(
        r"-?\d+\.\d+",
        lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."),
        path,
    )


def _own_ids(element: str) -> str:
    """Give each id of a picture, and each mention of one, a start of its own."""
    start = f"f{hashlib.sha256(element.encode('utf-8')).hexdigest()[:8]}-"
    element = re.sub(r'(\sid=")', rf"\g<1>{start}", element)
    element = re.sub(r"(url\(#)", rf"\g<1>{start}", element)
    return re.sub(r'(href="#)', rf"\g<1>{start}", element)


def _close(axes: Axes) -> None:
    """Close the figure, so that many can be made one after the other."""
    from matplotlib import pyplot as plt

    plt.close(whole_figure(axes))
