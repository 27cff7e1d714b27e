"""Every figure in the room that it has: no text covers another, and none is cut off."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from sufficiency import figures
from sufficiency.figures.style import whole_figure

LONG = (
    "The Newman and Saint Bartholomew's Church of England and Roman Catholic Joint Community "
    "Special Academy Trust School for Girls and Boys"
)
TITLE = "North Northamptonshire: children who need a base or a special school place"
NOTE = (
    "Means of 1,000 draws; whisker: 80 % of the draws of the total. Scenario as-things-stand. "
    "MADE UP in part. Basis: made up, assumed, published."
)
KINDS = {
    "within": "Placed within the journey limit",
    "further": "Placed beyond the journey limit",
    "independent": "Independent, for want of a place",
    "beyond": "Beyond local places",
    "without": "Without a place",
    "sixth": "A sixth kind that nobody has thought of",
}
NEEDS = {
    "ASD": "Autistic spectrum disorder",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication needs",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "SPLD": "Specific learning difficulty",
}
TOWNS = ["Corby", "East Northamptonshire", "Kettering", "Wellingborough"]
SIZES = {"wide": (9.0, 5.5), "narrow": (6.5, 4.8)}


def years(count):
    return [f"{2026 + k}/{(27 + k) % 100:02}" for k in range(count)]


def schools(count):
    names = [LONG, "Red Kite Academy", "Wigston Birkett House Community Special School"]
    bases = [f"East Northamptonshire primary base {k} (made up)" for k in range(count)]
    return [*names, *bases][:count]


def bars(ax, *, count=10, kinds=6, scale=1.0):
    rows = [
        (year, kind, scale * (300 + 40 * k + 20 * place), scale * 1900, scale * (2500 + 300 * k))
        for k, year in enumerate(years(count))
        for place, kind in enumerate(list(KINDS)[:kinds])
    ]
    frame = pd.DataFrame(rows, columns=["year", "kind", "children", "low", "high"])
    named = {"x": "year", "y": "children", "by": "kind", "low": "low", "high": "high"}
    words = {"title": TITLE, "axis_label": "Children", "note": NOTE, "labels": KINDS}
    return figures.stacked_bars(frame, **named, **words, ax=ax)


def lines(ax, *, count=12, series=6, scale=1.0, steep=1.0):
    rows = [
        (year, need, held := scale * (500 + steep * place * (20 + k)), held * 0.9, held * 1.2)
        for k, year in enumerate(years(count))
        for place, need in enumerate(list(NEEDS)[:series])
    ]
    frame = pd.DataFrame(rows, columns=["year", "need", "children", "low", "high"])
    named = {"x": "year", "y": "children", "by": "need", "low": "low", "high": "high"}
    words = {"title": TITLE, "axis_label": "Children, January", "note": NOTE, "labels": NEEDS}
    return figures.range_lines(frame, **named, **words, projected_from=years(count)[0], ax=ax)


def dots(ax, *, count=13, scale=1.0, digits=0):
    held = [scale * (1 + k) for k in range(count)]
    frame = pd.DataFrame({"name": schools(count), "value": held})
    frame = frame.assign(low=frame["value"] * 0.8, high=frame["value"] * 1.4)
    named = {"y": "name", "value": "value", "low": "low", "high": "high", "digits": digits}
    words = {"title": TITLE, "axis_label": "Miles, one way", "note": NOTE}
    return figures.dot_ranges(frame, **named, **words, ax=ax)


def balance(ax, *, count=25, scale=1.0):
    frame = pd.DataFrame({"school": schools(count), "places": [scale * 100.0] * count})
    frame["children"] = [scale * (70.0 + 4 * k) for k in range(count)]
    named = {"y": "school", "places": "places", "children": "children"}
    words = {"title": TITLE, "axis_label": "Children and places", "note": NOTE}
    return figures.balance_bars(frame, **named, **words, ax=ax)


def steps(ax, *, count=5, scale=1.0):
    changes = [scale * (-1) ** k * (12.3 + 7 * k) for k in range(count)]
    frame = pd.DataFrame({"part": [*schools(count), "All together"]})
    frame["children"] = [*changes, sum(changes)]
    frame["total"] = [*(False for _ in changes), True]
    named = {"x": "part", "y": "children", "total": "total", "from_nought": True, "digits": 1}
    words = {"title": TITLE, "axis_label": "Children, against expected", "note": NOTE}
    return figures.waterfall_bars(frame if count else frame.iloc[:0], **named, **words, ax=ax)


def waterfall(ax, *, count=6, scale=1.0):
    changes = [scale * change for change in (900, -1400, 700, -250, 40, -3, 60, -20)][:count]
    first = scale * 1000
    held = [first, *changes, first + sum(changes)]
    names = ["Counted\nin 2025", "Ageing", "Population", "Joining", "Leaving", "Change\nof need"]
    names = [*names, "New homes", "A part that nobody has thought of", "Limits"][: count + 1]
    frame = pd.DataFrame({"part": [*names, "Expected\nin 2035"], "children": held})
    frame["total"] = [True, *(False for _ in changes), True]
    named = {"x": "part", "y": "children", "total": "total"}
    words = {"title": TITLE, "axis_label": "Children, January", "note": NOTE}
    return figures.waterfall_bars(frame if count else frame.iloc[:0], **named, **words, ax=ax)


def tornado(ax, *, count=9, scale=1.0):
    frame = pd.DataFrame({"name": schools(count)})
    frame["low"] = [scale * (-3.0 - 2 * k) for k in range(count)]
    frame["high"] = [scale * (4.0 + k) for k in range(count)]
    named = {"y": "name", "low": "low", "high": "high", "central": 0.5 * scale, "digits": 1}
    words = {"title": TITLE, "axis_label": "Million pounds", "note": NOTE}
    return figures.tornado_bars(frame, **named, **words, ax=ax)


def heat(ax, *, rows=12, columns=4, scale=1.0, total=None):
    needs = [*NEEDS.values(), *(f"Another need, number {k}" for k in range(20))][:rows]
    towns = [*TOWNS, *(f"Planning area {k}" for k in range(20))][:columns]
    held = [(need, town, scale * (len(need) + 7)) for need in needs for town in towns]
    frame = pd.DataFrame(held, columns=["need", "group", "children"])
    named = {"rows": "need", "columns": "group", "value": "children", "total": total}
    return figures.heat_table(frame, **named, title=TITLE, note=NOTE, ax=ax)


def flows(ax, *, count=12, sites=9):
    areas = pd.DataFrame(
        [(480000 + 900 * k, 270000 + 700 * (k % 5), TOWNS[k % 4], 40.0 * k) for k in range(count)],
        columns=["easting", "northing", "group", "size"],
    )
    names = schools(sites)
    places = pd.DataFrame(
        [
            (481000 + 1100 * (k % 3), 270500 + 800 * k, "special", names[k], k % 2 == 1)
            for k in range(sites)
        ],
        columns=["easting", "northing", "kind", "name", "is_made"],
    )
    starts = areas[["easting", "northing"]].add_prefix("from_")
    ends = places[["easting", "northing"]].add_prefix("to_")
    held = starts.merge(ends, how="cross").iloc[:30]
    held = held.assign(children=[5.0 + k for k in range(len(held))])
    kinds = {"special": "State-funded special school"}
    return figures.flows_map(areas, places, held, kinds=kinds, title=TITLE, note=NOTE, ax=ax)


CASES = {
    "bars, ten years and six kinds": bars,
    "bars, one year": lambda ax: bars(ax, count=1),
    "bars, one kind": lambda ax: bars(ax, count=2, kinds=1),
    "bars, all nought": lambda ax: bars(ax, count=6, scale=0.0),
    "bars, twelve years of 20,000": lambda ax: bars(ax, count=12, scale=8.0),
    "lines, twelve years and six series": lines,
    "lines, all close together": lambda ax: lines(ax, steep=0.01),
    "lines, one year": lambda ax: lines(ax, count=1),
    "lines, one series": lambda ax: lines(ax, count=2, series=1),
    "lines, all nought": lambda ax: lines(ax, count=7, scale=0.0),
    "lines, 20,000": lambda ax: lines(ax, count=8, series=4, scale=25.0),
    "dots, thirteen rows": dots,
    "dots, one row": lambda ax: dots(ax, count=1, digits=2),
    "dots, all nought": lambda ax: dots(ax, count=5, scale=0.0),
    "dots, 25 rows of 20,000": lambda ax: dots(ax, count=25, scale=800.0),
    "steps, five": steps,
    "steps, one": lambda ax: steps(ax, count=1),
    "steps, all nought": lambda ax: steps(ax, scale=0.0),
    "steps of 20,000": lambda ax: steps(ax, count=12, scale=800.0),
    "balance, 25 rows": balance,
    "balance, one row": lambda ax: balance(ax, count=1),
    "balance, all nought": lambda ax: balance(ax, count=4, scale=0.0),
    "balance, 20,000": lambda ax: balance(ax, count=8, scale=200.0),
    "waterfall, eight parts": lambda ax: waterfall(ax, count=8),
    "waterfall, six parts": waterfall,
    "waterfall, one part": lambda ax: waterfall(ax, count=1),
    "waterfall, all nought": lambda ax: waterfall(ax, scale=0.0),
    "waterfall, 20,000": lambda ax: waterfall(ax, count=8, scale=20.0),
    "tornado, nine rows": tornado,
    "tornado, one row": lambda ax: tornado(ax, count=1),
    "tornado, all nought": lambda ax: tornado(ax, scale=0.0),
    "tornado, 20,000": lambda ax: tornado(ax, scale=1500.0),
    "heat, needs by towns": heat,
    "heat, with sums": lambda ax: heat(ax, total="All needs"),
    "heat, one cell": lambda ax: heat(ax, rows=1, columns=1),
    "heat, all nought": lambda ax: heat(ax, rows=5, scale=0.0),
    "heat, ten columns of 20,000": lambda ax: heat(ax, columns=10, scale=800.0),
    "flows": flows,
    "flows, one locality and one site": lambda ax: flows(ax, count=1, sites=1),
}


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def texts_of(figure):
    """Every text that can be seen, with the upright rectangle that it covers."""
    figure.draw_without_rendering()
    beyond = {text for axes in figure.axes for text in beyond_limits(axes)}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    # Of an annotation the words, without the line that ties them to their point.
    return [(text, Text.get_window_extent(text)) for text in found if text not in beyond]


def beyond_limits(axes):
    """Numbers of an axis that are not drawn, since they lie beyond its limits."""
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        low, high = sorted(limits)
        for tick in axis.get_major_ticks():
            if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                yield from (tick.label1, tick.label2)


def covers(one, other):
    """Whether two rectangles share more than a hair."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > 1.0 and height > 1.5


def drawn(name, size):
    axes = CASES[name](plt.subplots(figsize=SIZES[size])[1])
    return axes, texts_of(whole_figure(axes))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_no_text_covers_another_and_none_is_cut_off(name, size):
    before = dict(plt.rcParams)
    axes, texts = drawn(name, size)
    assert dict(plt.rcParams) == before, "nothing global is changed"
    check_words(axes)
    # The rectangle of a sloping text is larger than the text; these are spaced by their slots.
    level = [(text, box) for text, box in texts if text.get_rotation() in (0, 90)]
    clashes = [
        (one.get_text(), other.get_text())
        for (one, first), (other, second) in combinations(level, 2)
        if covers(first, second)
    ]
    assert not clashes
    frame = whole_figure(axes).bbox
    cut = [
        text.get_text()
        for text, box in texts
        if box.x0 < -1 or box.y0 < -1 or box.x1 > frame.x1 + 1 or box.y1 > frame.y1 + 1
    ]
    assert not cut


def check_words(axes):
    """Title, note, and a text that says in words and numbers what the picture shows."""
    figure = whole_figure(axes)
    assert " ".join(figure.get_suptitle().split()) == TITLE
    assert " ".join(figure.get_supxlabel().split()).startswith(NOTE)
    alt = figures.alt_text(axes)
    assert alt.startswith(f"{TITLE}. ")
    assert NOTE in alt
    assert any(letter.isdigit() for letter in alt[len(TITLE) : -len(NOTE)])
    assert "\n" not in alt


@pytest.mark.parametrize("draw", [bars, lines, dots, balance, waterfall, heat, flows])
def test_a_figure_of_its_own_is_high_enough(draw):
    axes = draw(None)
    check_words(axes)
    width, height = whole_figure(axes).get_size_inches()
    assert width >= 8
    assert height >= (10 if draw is balance else 5), "25 rows need more than a screen"


@pytest.mark.parametrize("size", SIZES)
def test_sloping_labels_keep_their_distance(size):
    axes, _ = drawn("bars, twelve years of 20,000", size)
    labels = axes.get_xticklabels()
    # With narrow letters they may stand level, which the test above holds.
    assert {label.get_rotation() for label in labels} <= {0, 45}
    left, right = axes.get_xlim()
    slot = axes.bbox.width / (right - left) / whole_figure(axes).dpi * 72
    # Lines that slope by 45 degrees are as far apart as their slots, divided by the root of 2.
    assert slot / 2**0.5 >= labels[0].get_fontsize()


@pytest.mark.slow
def test_two_figures_in_one_picture_keep_their_titles_and_notes():
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 6))
    bars(left, count=6)
    lines(right, count=6, series=3)
    assert figure.get_suptitle() == figure.get_supxlabel() == ""
    for axes in (left, right):
        assert " ".join(axes.get_title(loc="left").split()) == TITLE
        assert NOTE in " ".join(axes.get_xlabel().split())
    level = [(text, box) for text, box in texts_of(figure) if text.get_rotation() in (0, 90)]
    assert not [
        (one.get_text(), other.get_text())
        for (one, first), (other, second) in combinations(level, 2)
        if covers(first, second)
    ]


def test_a_figure_that_gets_a_neighbour_gives_up_the_title_of_the_whole():
    figure = plt.figure(figsize=(14, 6))
    first = bars(figure.add_subplot(1, 2, 1), count=3)
    assert figure.get_suptitle() != ""
    bars(figure.add_subplot(1, 2, 2), count=3)
    assert figure.get_suptitle() == figure.get_supxlabel() == ""
    assert " ".join(first.get_title(loc="left").split()) == TITLE


def test_a_figure_is_fitted_again_when_it_is_saved_at_another_size():
    axes = bars(None)
    before = [text.get_fontsize() for text in axes.texts]
    whole_figure(axes).set_size_inches(5.0, 4.0)
    figures.as_png(axes)
    after = [text.get_fontsize() for text in axes.texts]
    assert len(after) == len(before) == 10, "the old totals were taken away"
    assert max(after) < max(before)


def test_axes_of_the_user_are_drawn_into_and_given_back():
    figure, axes = plt.subplots()
    assert bars(axes) is axes
    assert not axes.spines["top"].get_visible()
    assert figure.get_layout_engine() is not None, "room is made for labels"


def test_a_dollar_is_a_dollar():
    axes = dots(None, count=2)
    assert not axes.texts[0].get_parse_math()


EMPTY = {
    "bars": lambda ax: bars(ax, count=0),
    "dots": lambda ax: dots(ax, count=0),
    "balance": lambda ax: balance(ax, count=0),
    "steps": lambda ax: steps(ax, count=0),
    "waterfall": lambda ax: waterfall(ax, count=0),
    "tornado": lambda ax: tornado(ax, count=0),
    "heat": lambda ax: heat(ax, rows=0),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_show_is_said_in_the_picture(name):
    axes = EMPTY[name](None)
    assert [text.get_text() for text in axes.texts] == ["Nothing to show."]
    assert figures.alt_text(axes) == f"{TITLE}. Nothing to show. {NOTE}"


def test_lines_without_rows_say_so():
    frame = pd.DataFrame(columns=["year", "need", "children", "low", "high"])
    named = {"x": "year", "y": "children", "by": "need", "low": "low", "high": "high"}
    axes = figures.range_lines(frame, **named, title=TITLE, axis_label="Children", note=NOTE)
    assert [text.get_text() for text in axes.texts] == ["Nothing to show."]
