"""What figures refuse, and how they say it: a picture never hides, and never shows a small flow."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from sufficiency import figures
from sufficiency.figures.style import panel

NAN = float("nan")
WORDS = {"title": "Children", "axis_label": "Children", "note": "Means."}
COLUMNS = ["year", "kind", "children", "low", "high", "past"]
ROWS = [("2026/27", "placed", 9, 8, 10, True), ("2027/28", "placed", 11, 9, 14, False)]
BARS = {"x": "year", "y": "children", "by": "kind"}
LINES = {**BARS, "low": "low", "high": "high"}


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    assert plt.get_fignums() == [], "what is refused leaves no open figure behind"
    plt.close("all")


def with_rows(*rows):
    return pd.DataFrame([*ROWS, *rows], columns=COLUMNS)


def kinds(count):
    return with_rows(*(("2026/27", f"kind {k}", 1, 8, 10, True) for k in range(count)))


def bars(frame, **options):
    return figures.stacked_bars(frame, **{**BARS, **WORDS, **options})


def lines(frame, **options):
    return figures.range_lines(frame, **{**LINES, **WORDS, **options})


def dots(frame):
    named = {"y": "kind", "value": "children", "low": "low", "high": "high"}
    return figures.dot_ranges(frame, **named, **WORDS)


def balance(frame):
    return figures.balance_bars(frame, y="kind", places="high", children="children", **WORDS)


def tornado(*rows):
    frame = pd.DataFrame(rows, columns=["name", "low", "high"])
    return figures.tornado_bars(frame, y="name", low="low", high="high", central=0.0, **WORDS)


def waterfall(*rows):
    frame = pd.DataFrame(rows, columns=["part", "children", "total"])
    return figures.waterfall_bars(frame, x="part", y="children", total="total", **WORDS)


def heat(frame, **options):
    named = {"rows": "kind", "columns": "year", "value": "children"}
    return figures.heat_table(frame, **named, title="Children", note="Means.", **options)


AREAS = pd.DataFrame({"easting": [1.0], "northing": [2.0], "group": ["Corby"], "size": [30.0]})
SITES = pd.DataFrame(
    {"easting": [1.0], "northing": [9.0], "kind": ["base"], "is_made": [True], "name": ["A base"]}
)


def flows(*children, sites=SITES, looks=None):
    count = len(children)
    frame = pd.DataFrame(
        {
            "from_easting": [1.0] * count,
            "from_northing": [2.0] * count,
            "to_easting": [1.0] * count,
            "to_northing": [9.0] * count,
            "children": children,
        }
    )
    kinds_of_sites = {"base": "Specialist base"}
    return figures.flows_map(
        AREAS, sites, frame, kinds=kinds_of_sites, title="Flows", note="Means.", looks=looks
    )


REFUSED = {
    "a seventh kind": (
        lambda: bars(kinds(6)),
        r"^7 kinds are to be drawn: placed, kind 0, .*\. More than 6 cannot be told apart without "
        r"colour\. Put the smallest together, and draw again\.$",
    ),
    "a seventh series": (lambda: lines(kinds(6)), r"^7 series are to be drawn"),
    "a kind left out of the order": (
        lambda: bars(kinds(1), order=["placed"]),
        r"^The order of kinds leaves out kind 0, which the frame holds\. Their children would "
        r"vanish from the picture\. Add them, or take their rows out\.$",
    ),
    "a series left out of the order": (
        lambda: lines(kinds(1), order=["placed"]),
        r"^The order of series leaves out kind 0",
    ),
    "a row left out of the order": (
        lambda: heat(kinds(1), row_order=["placed"]),
        r"^The order of rows leaves out kind 0",
    ),
    "a column left out of the order": (
        lambda: heat(with_rows(), column_order=["2026/27"]),
        r"^The order of columns leaves out 2027/28",
    ),
    "a bar below nought": (
        lambda: bars(with_rows(("2028/29", "placed", -2.5, 8, 10, False))),
        r"^The column children holds -2\.5, which is below nought and has no length\. Correct the "
        r"frame before it is drawn\.$",
    ),
    "a line below nought": (
        lambda: lines(with_rows(("2028/29", "placed", 1, -3, 10, False))),
        r"^The column low holds -3, which is below nought",
    ),
    "a balance below nought": (
        lambda: balance(with_rows(("2028/29", "placed", -1, 8, 10, False))),
        r"^A bar of children or places holds -1, which is below nought",
    ),
    "a total with two ranges": (
        lambda: bars(with_rows(("2026/27", "without", 1, 7, 10, True)), low="low", high="high"),
        r"^The rows of 2026/27 do not agree in the column low\. The range is that of their total, "
        r"so give it the same in each\.$",
    ),
    "a total with half a range": (
        lambda: bars(with_rows(("2028/29", "placed", 1, 7, NAN, True)), low="low", high="high"),
        r"^The range of 2028/29 is from 7 to nan\. Give both ends, the low one in low and the high "
        r"one in high\.$",
    ),
    "a range backwards": (
        lambda: dots(with_rows(("2028/29", "later", 8, 9, 7, True))),
        r"^The range of later runs backwards, from 9 to 7\. Give the column of low ends as low, "
        r"that of high ends as high\.$",
    ),
    "two rows of one series and year": (
        lambda: lines(with_rows(("2026/27", "placed", 1, 1, 1, True))),
        r"^Two rows are of placed in 2026/27\. Ranges cannot be added up, so give one row for each "
        r"series and label\.$",
    ),
    "a label that is not there": (
        lambda: lines(with_rows(), projected_from="2025/26"),
        r"^No label is 2025/26, from which it is projected\. The labels are 2026/27, 2027/28\. "
        r"Give the last of them that was counted\.$",
    ),
    "counted after projected": (
        lambda: lines(with_rows(("2028/29", "placed", 1, 1, 1, True)), past="past"),
        r"^placed has a counted value after a projected one\. Counted values come first",
    ),
    "26 rows": (
        lambda: balance(pd.concat([with_rows()] * 13)),
        r"^26 rows are to be drawn\. More than 25 cannot be read in one picture\. Give the "
        r"largest, or draw two pictures\.$",
    ),
    "a column that is missing": (
        lambda: bars(with_rows().drop(columns="kind")),
        r"^The frame to be drawn has no column kind\. It has year, children, low, high, past\. "
        r"Name one of these\.$",
    ),
    "a kind of site without words": (
        lambda: flows(9, sites=SITES.assign(kind="special")),
        r"^Sites of the kind special have no words in kinds, so that the map would leave them out "
        r"unseen\. Add words for them, or take them out of sites\.$",
    ),
    "a flow that is too small": (
        lambda: flows(60, 4.9, 3.2),
        r"^2 of 3 flows are of fewer than 5 children, or of an unknown number\. No map shows such "
        r"a flow, since it could point at a child\. Leave them out: "
        r"flows\[flows\['children'\] >= 5\]\.$",
    ),
    "a kind without a look": (
        lambda: bars(with_rows(), looks={"without": 0}),
        r"^No look is known for placed\. Give each a number from 0 to 5 in looks: its place among "
        r"the colours\.$",
    ),
    "a kind of site without a look": (
        lambda: flows(60, looks={"special": 0}),
        r"^No look is known for base\.",
    ),
    "two kinds that look alike": (
        lambda: lines(kinds(2), looks={"placed": 0, "kind 0": 2, "kind 1": 2}),
        r"^kind 0 and kind 1 have the same place in looks, so no reader could tell them apart\. "
        r"Give each another number\.$",
    ),
    "a total that is no sum": (
        lambda: waterfall(("Counted", 9, True), ("Joining", 3, False), ("Expected", 11, True)),
        r"^Expected is 11, and what stands before it adds up to 12\. Give all that leads from one "
        r"total to the next\.$",
    ),
    "a part before any total": (
        lambda: waterfall(("Joining", 3, False), ("Expected", 3, True)),
        r"^Joining stands first and is no total, so there is nothing that it changes\. Put a row "
        r"before it whose total is true\.$",
    ),
    "a part that is not known": (
        lambda: waterfall(("Counted", 9, True), ("Joining", NAN, False)),
        r"^Joining is not known, so no bar after it can be placed\. Give its number, or draw what "
        r"is known\.$",
    ),
    "an end that is not known": (
        lambda: tornado(("Fees", -1.0, NAN)),
        r"^An end of a bar is not known\. Leave its row out, and say so in the note\.$",
    ),
    "a flow that is not known": (lambda: flows(60, NAN), r"^1 of 2 flows are of fewer than 5"),
}


@pytest.mark.parametrize(("ask", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_drawn_honestly_is_refused(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()


def test_a_refused_flow_is_not_repeated():
    with pytest.raises(ValueError, match="No map shows such a flow") as raised:
        flows(60, 3.21)
    assert "3.2" not in str(raised.value)


def test_five_children_are_enough_for_a_flow():
    flows(5)
    plt.close("all")


def test_what_is_left_of_a_sum_of_decimals_is_nought():
    axes = bars(with_rows(("2028/29", "placed", -1e-12, 8, 10, False)))
    assert [text.get_text() for text in axes.texts][-1] == "0"
    plt.close("all")


def test_axes_that_were_removed_are_refused():
    figure, axes = plt.subplots()
    axes.remove()
    plt.close(figure)
    with pytest.raises(ValueError, match=r"removed from their figure\. Give others, or leave out"):
        panel(axes)


def test_frames_are_put_below_each_other_without_the_empty_ones():
    empty = with_rows().iloc[:0]
    whole = figures.concat([empty, with_rows(), empty])
    assert whole["children"].tolist() == [9, 11]
    assert figures.concat([empty, empty]).empty
