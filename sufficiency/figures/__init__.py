"""Figures: a tidy frame in, matplotlib Axes out, all in one accessible style.

No figure tells anything by colour alone: series differ in marker or hatching too, and are named.
Each carries the basis of what it shows, in words below it, and a text that says the same as the
picture to those who cannot see it.

A figure knows no noun; which noun has which colour stands once, in `palette`. It refuses what
cannot be drawn honestly (a seventh series, a length below nought, a flow on a map that is too
small to be shown) with a `ValueError` to whoever wrote the call; a frame without rows is drawn as
the words "Nothing to show".
"""

from sufficiency.figures.balance import balance_bars
from sufficiency.figures.bars import stacked_bars
from sufficiency.figures.beside import dots_beside
from sufficiency.figures.dots import dot_ranges
from sufficiency.figures.flows import flows_map
from sufficiency.figures.heat import heat_table
from sufficiency.figures.laying import alt_text, finish
from sufficiency.figures.lines import range_lines
from sufficiency.figures.maps import points_map
from sufficiency.figures.palette import FATE_LOOKS, REASON_LOOKS, SETTING_LOOKS
from sufficiency.figures.reading import concat
from sufficiency.figures.saving import as_png, as_svg
from sufficiency.figures.spans import span_bars
from sufficiency.figures.style import COLOURS, HATCHES, MARKERS, MOST_SERIES, STYLE, new_axes
from sufficiency.figures.tornado import tornado_bars
from sufficiency.figures.waterfall import waterfall_bars
from sufficiency.figures.words import basis_words

__all__ = [
    "COLOURS",
    "FATE_LOOKS",
    "HATCHES",
    "MARKERS",
    "MOST_SERIES",
    "REASON_LOOKS",
    "SETTING_LOOKS",
    "STYLE",
    "alt_text",
    "as_png",
    "as_svg",
    "balance_bars",
    "basis_words",
    "concat",
    "dot_ranges",
    "dots_beside",
    "finish",
    "flows_map",
    "heat_table",
    "new_axes",
    "points_map",
    "range_lines",
    "span_bars",
    "stacked_bars",
    "tornado_bars",
    "waterfall_bars",
]
