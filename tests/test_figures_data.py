"""What figures show: the numbers of the frame, in lengths, in labels and in words."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb

from sufficiency import figures
from sufficiency.figures.heat import SHADES
from sufficiency.figures.style import INK

NAN = float("nan")
WORDS = {"title": "Children", "axis_label": "Children", "note": "Means of 100 draws."}


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def shown(axes):
    """The texts in the axes, in the order in which they were drawn."""
    return [text.get_text() for text in axes.texts]


def bars(rows, **options):
    frame = pd.DataFrame(rows, columns=["year", "kind", "children", "low", "high"])
    return figures.stacked_bars(frame, x="year", y="children", by="kind", **{**WORDS, **options})


YEARS = [
    ("2026/27", "placed", 900, 1000, 1100),
    ("2026/27", "without", 150, 1000, 1100),
    ("2027/28", "placed", 1000, 1200, 1500),
    ("2027/28", "without", 300, 1200, 1500),
]


def test_bars_are_as_high_as_the_frame_says():
    axes = bars(YEARS)
    tall = [[bar.get_height() for bar in kind] for kind in axes.containers]
    assert tall == [[900, 1000], [150, 300]]
    assert [bar.get_y() for bar in axes.containers[1]] == [900, 1000], "stacked on the first"
    assert shown(axes) == ["1,050", "1,300"]
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 1300
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2026/27", "2027/28"]


def test_rows_of_one_kind_and_year_are_added_up_and_unknown_ones_add_nothing():
    axes = bars(
        [*YEARS, ("2026/27", "placed", 7, 1000, 1100), ("2027/28", "placed", NAN, 1200, NAN)]
    )
    assert shown(axes) == ["1,057", "1,300"]


def test_a_whisker_spans_the_range_and_all_totals_stand_in_a_row_above():
    axes = bars(YEARS, low="low", high="high")
    (whiskers,) = axes.collections
    spans = [segment[:, 1].tolist() for segment in whiskers.get_segments()]
    assert spans == [[1000, 1100], [1200, 1500]]
    assert [text.xy[1] for text in axes.texts] == [1500, 1500], "no mean at the end of a whisker"
    highest = axes.transData.transform((0, 1500))[1]
    for text in axes.texts:
        box = text.get_window_extent()
        assert highest < box.y0
        assert box.y1 <= axes.bbox.y1
    assert "2027/28: 1,300 (range 1,200 to 1,500)" in figures.alt_text(axes)


def test_without_whiskers_each_total_stands_on_its_bar():
    assert [text.xy[1] for text in bars(YEARS).texts] == [1050, 1300]


def test_a_kind_has_its_own_look_whatever_stands_beside_it():
    alone = bars([row for row in YEARS if row[1] == "without"], looks=figures.FATE_LOOKS)
    both = bars(YEARS, looks={**figures.FATE_LOOKS, "placed": 0})
    looks = [
        {to_hex(bars_of_kind[0].get_facecolor()), bars_of_kind[0].get_hatch()}
        for bars_of_kind in (alone.containers[0], both.containers[1])
    ]
    assert looks[0] == looks[1] == {figures.COLOURS[3], figures.HATCHES[3]}


def test_no_two_fates_and_no_two_settings_look_alike():
    for looks in (figures.FATE_LOOKS, figures.SETTING_LOOKS):
        assert sorted(looks.values()) == sorted(set(looks.values()) & set(range(6)))
    shared = set(figures.FATE_LOOKS) & set(figures.SETTING_LOOKS)
    assert shared == {"independent"}
    assert figures.FATE_LOOKS["independent"] == figures.SETTING_LOOKS["independent"]


def test_the_words_of_bars_tell_the_message_with_its_numbers():
    alt = figures.alt_text(bars(YEARS, labels={"placed": "Placed", "without": "Without a place"}))
    assert alt == (
        "Children. Total from 1,050 in 2026/27 to 1,300 in 2027/28, a rise of 250. In 2026/27: "
        "Placed: 900; Without a place: 150. In 2027/28: Placed: 1,000; Without a place: 300. "
        "Totals: 2026/27: 1,050; 2027/28: 1,300. Means of 100 draws."
    )


def test_the_legend_stands_in_the_order_of_the_bars():
    axes = bars(YEARS, order=["without", "placed"], labels={"placed": "Placed"})
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["Placed", "without"]
    assert axes.containers[0].get_label() == "without"


def test_a_kind_without_a_row_has_no_height_but_is_named():
    axes = bars(YEARS, order=["placed", "without", "independent"])
    assert [bar.get_height() for bar in axes.containers[2]] == [0, 0]
    assert "independent: 0" in figures.alt_text(axes)


def lines(rows, **options):
    frame = pd.DataFrame(rows, columns=["year", "need", "children", "low", "high"])
    named = {"x": "year", "y": "children", "low": "low", "high": "high", "by": "need"}
    return figures.range_lines(frame, **{**WORDS, **named, **options})


FAN = [
    ("2024/25", "ASD", 700, NAN, NAN),
    ("2025/26", "ASD", 800, NAN, NAN),
    ("2026/27", "ASD", 900, 850, 990),
    ("2027/28", "ASD", 1000, 900, 1200),
    ("2024/25", "MLD", 400, NAN, NAN),
    ("2025/26", "MLD", 410, NAN, NAN),
    ("2026/27", "MLD", 420, 400, 450),
    ("2027/28", "MLD", 430, 390, 500),
]


def named_lines(axes):
    return {line.get_label(): line for line in axes.get_lines() if line.get_label()[0] != "_"}


def test_lines_run_through_the_numbers_of_the_frame():
    axes = lines(FAN, projected_from="2025/26", labels={"ASD": "Autism"})
    drawn = named_lines(axes)
    assert drawn["Autism"].get_ydata().tolist() == [700, 800]
    assert drawn["Autism (projected)"].get_ydata().tolist() == [800, 900, 1000]
    assert drawn["MLD (projected)"].get_xdata().tolist() == [1, 2, 3]
    assert axes.get_ylim()[0] == 0


def test_what_was_counted_is_solid_and_what_is_projected_hollow_and_dashed():
    drawn = named_lines(lines(FAN, projected_from="2025/26"))
    counted, ahead = drawn["ASD"], drawn["ASD (projected)"]
    assert counted.get_linestyle() == "-"
    assert ahead.get_linestyle() == "--"
    assert to_hex(counted.get_markerfacecolor()) == figures.COLOURS[0]
    assert to_hex(ahead.get_markerfacecolor()) == "#ffffff"
    assert ahead.get_markevery() == [1, 2], "the mark of the last count is not drawn again"
    assert counted.get_marker() != drawn["MLD"].get_marker(), "not by colour alone"


def test_the_range_is_shaded_from_the_last_count_on():
    first, second = lines(FAN, projected_from="2025/26").collections
    corners = {(float(x), float(y)) for x, y in first.get_paths()[0].vertices}
    assert corners == {(1, 800), (2, 850), (2, 990), (3, 900), (3, 1200)}
    assert (3, 390) in {(float(x), float(y)) for x, y in second.get_paths()[0].vertices}


def test_a_column_may_mark_what_was_counted():
    frame = pd.DataFrame(FAN, columns=["year", "need", "children", "low", "high"])
    axes = figures.range_lines(
        frame.assign(known=frame["low"].isna()),
        **{**WORDS, "x": "year", "y": "children", "low": "low", "high": "high", "by": "need"},
        past="known",
    )
    assert named_lines(axes)["MLD"].get_ydata().tolist() == [400, 410]


def test_lines_are_named_at_their_ends_with_value_and_range():
    axes = lines(FAN, projected_from="2025/26", labels={"ASD": "Autism", "MLD": "Learning"})
    assert "Projected" in shown(axes)
    assert {"Autism\n1,000 (900 to 1,200)", "Learning\n430 (390 to 500)"} <= set(shown(axes))
    assert figures.alt_text(axes).startswith(
        "Children. Autism: from 700 in 2024/25 to 1,000 in 2027/28, a rise of 300; range 900 to "
        "1,200; projected after 2025/26. Learning: from 400 in 2024/25 to 430 in 2027/28"
    )


def test_a_line_may_have_a_gap_and_end_early():
    axes = lines([*FAN[:3], ("2027/28", "ASD", NAN, NAN, NAN)], projected_from="2025/26")
    assert "ASD: from 700 in 2024/25 to 900 in 2026/27" in figures.alt_text(axes)


def test_a_range_in_a_single_year_is_a_whisker():
    axes = lines([FAN[2], FAN[6]])
    spans = [collection.get_segments()[0][:, 1].tolist() for collection in axes.collections]
    assert spans == [[850, 990], [400, 450]]
    apart = {float(line.get_xdata()[0]) for line in named_lines(axes).values()}
    assert len(apart) == 2, "two points of one year do not cover each other"


def dots(rows, **options):
    frame = pd.DataFrame(rows, columns=["name", "miles", "low", "high", "basis"])
    named = {"y": "name", "value": "miles", "low": "low", "high": "high", "digits": 1}
    return figures.dot_ranges(frame, **{**WORDS, **named, **options})


JOURNEYS = [
    ("Corby", 2.5, 1.0, 4.0, "published"),
    ("Kettering", 6.25, 5.0, 9.0, "made"),
    ("Rushden", NAN, NAN, NAN, "published"),
]


def test_dots_and_ranges_stand_where_the_frame_says():
    axes = dots(JOURNEYS)
    ranges, points = axes.collections
    assert [segment.tolist() for segment in ranges.get_segments()] == [
        [[1.0, 0.0], [4.0, 0.0]],
        [[5.0, 1.0], [9.0, 1.0]],
    ]
    assert points.get_offsets().tolist() == [[2.5, 0.0], [6.25, 1.0]]
    assert shown(axes) == ["2.5 (1.0 to 4.0)", "6.2 (5.0 to 9.0)", "not known"]
    assert axes.get_xlim()[0] == 0
    assert axes.yaxis_inverted(), "the first row stands on top"
    assert "Highest is Kettering with 6.2 (5.0 to 9.0), lowest Corby" in figures.alt_text(axes)


def test_a_dot_that_rests_on_something_made_up_is_hollow_and_named_so():
    axes = dots(JOURNEYS, basis="basis")
    _, sure, made = axes.collections
    assert to_hex(sure.get_facecolor()[0]) == figures.COLOURS[0]
    assert to_hex(made.get_facecolor()[0]) == "#ffffff"
    assert made.get_offsets().tolist() == [[6.25, 1.0]]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["Corby", "Kettering (made up)", "Rushden"]
    assert "MADE UP in part. Basis: made up, published." in figures.alt_text(axes)


def test_a_number_below_nought_is_shown_below_nought():
    axes = dots([("Corby", -1.0, -2.0, 0.5, "made")])
    assert axes.get_xlim()[0] < -2.0


def steps(rows, **options):
    """Parts of a difference, from nought to all of them together."""
    whole = ("All", sum(change for _, change in rows), True)
    frame = pd.DataFrame(
        [*((name, change, False) for name, change in rows), whole],
        columns=["part", "children", "total"],
    )
    named = {"x": "part", "y": "children", "total": "total", "from_nought": True, "digits": 1}
    return figures.waterfall_bars(frame, **{**WORDS, **named, **options})


STEPS = [("Restated", 2.0), ("Joiners", -5.5), ("Leavers", 0.0), ("Mix", 1.25)]


def test_parts_of_a_difference_begin_at_nought_and_meet():
    axes = steps(STEPS)
    whole, more, fewer = axes.containers
    assert [(bar.get_y(), bar.get_height()) for bar in more] == [(0, 2), (-3.5, 0), (-3.5, 1.25)]
    assert [bar.get_y() + bar.get_height() for bar in fewer] == [-3.5]
    assert [bar.get_height() for bar in fewer] == [-5.5]
    assert [(bar.get_y(), bar.get_height()) for bar in whole] == [(0, -2.25)]
    assert shown(axes) == ["+2.0", "-5.5", "0.0", "+1.2", "-2.2"]
    assert fewer[0].get_hatch() != more[0].get_hatch(), "told apart without colour"
    low, high = axes.get_ylim()
    assert low < -3.5
    assert high > 2.0


def test_parts_of_the_same_name_each_have_their_bar():
    axes = steps([("Moved", 1.0), ("Moved", 1.0), ("Moved", -1.0)])
    _, more, fewer = axes.containers
    assert [round(bar.get_x() + bar.get_width() / 2) for bar in [*more, *fewer]] == [0, 1, 2]


def test_the_words_of_a_difference_tell_every_part_and_all_together():
    assert figures.alt_text(steps(STEPS)) == (
        "Children. Restated: +2.0; Joiners: -5.5; Leavers: 0.0; Mix: +1.2; All: -2.2. "
        "Means of 100 draws."
    )


def tornado(rows, **options):
    frame = pd.DataFrame(rows, columns=["name", "low", "high"])
    named = {"y": "name", "low": "low", "high": "high", "central": 2.0, "digits": 1}
    return figures.tornado_bars(frame, **{**WORDS, **named, **options})


SWINGS = [("Fees", -4.0, 8.0), ("Discount rate", 5.0, 1.0)]


def test_a_tornado_goes_from_the_central_figure_to_both_ends():
    axes = tornado(SWINGS)
    low, high = axes.containers
    assert [(bar.get_x(), bar.get_width()) for bar in low] == [(2, -6), (2, 3)]
    assert [(bar.get_x(), bar.get_width()) for bar in high] == [(2, 6), (2, -1)]
    assert low[0].get_hatch() != high[0].get_hatch(), "told apart without colour"
    left, right = axes.get_xlim()
    assert left < -4
    assert right > 8
    assert figures.alt_text(axes) == (
        "Children. 2.0 with nothing varied. At the low and the high bound: Fees: -4.0 / 8.0; "
        "Discount rate: 5.0 / 1.0. Means of 100 draws."
    )


def balance(rows, **options):
    frame = pd.DataFrame(rows, columns=["school", "children", "places", "basis"])
    named = {"y": "school", "children": "children", "places": "places"}
    return figures.balance_bars(frame, **{**WORDS, **named, **options})


SCHOOLS = [
    ("Rowan Gate", 142, 130, "published"),
    ("Red Kite", 80, 95, "published"),
    ("Corby base 1", 12, 12, "made"),
    ("New school", 0, 60, "assumed"),
    ("Old school", NAN, 20, "published"),
]


def test_lengths_of_a_balance_are_children_and_places():
    taken, over, empty = balance(SCHOOLS).containers
    assert [bar.get_width() for bar in taken] == [130, 80, 12, 0, 0]
    assert [bar.get_width() for bar in over] == [12, 0, 0, 0, 0]
    assert [bar.get_width() for bar in empty] == [0, 15, 0, 60, 0]
    assert [bar.get_x() for bar in over] == [130, 80, 12, 0, 0], "beyond the places"


def test_an_over_full_school_has_a_word_and_a_pattern():
    axes = balance(SCHOOLS)
    assert shown(axes) == [
        "142 in 130: 12 over",
        "80 in 95: 15 empty",
        "12 in 12: full",
        "0 in 60: 60 empty",
        "not known in 20",
        "Children in places",
    ]
    assert [text.get_fontweight() for text in axes.texts[:2]] == ["bold", "normal"]
    taken, over, empty = (container[0] for container in axes.containers)
    assert len({taken.get_hatch(), over.get_hatch()}) == 2
    assert empty.get_linestyle() != over.get_linestyle()


def test_a_place_without_a_child_is_empty_and_not_free():
    """Places free to us are those after headroom; a place without a child may be headroom."""
    axes = balance(SCHOOLS)
    written = [*shown(axes), *(text.get_text() for text in axes.get_legend().get_texts())]
    assert "Empty places" in written
    assert not any("free" in text.casefold() for text in written)


def test_the_words_of_a_balance_name_the_over_full_first():
    alt = figures.alt_text(balance(SCHOOLS, basis="basis"))
    assert alt.startswith(
        "Children. 1 of 4 rows have more children than places: Rowan Gate by 12. Together 234 "
        "children in 297 places. 1 more row is not counted, for want of known children or places. "
        "Rowan Gate: 142 in 130: 12 over; Red Kite: 80 in 95: 15 empty"
    )
    assert "Corby base 1 (made up)" in alt
    assert alt.endswith("MADE UP in part. Basis: made up, assumed, published.")


def test_children_in_places_that_are_not_known_are_not_counted_as_none():
    alone = figures.alt_text(balance([("Hill School", 92, NAN, "made")]))
    assert "Children and places are both known of no row. Hill School: 92 in not known." in alone
    assert "Together" not in alone
    two = [("Hill School", 92, NAN, "made"), ("Old school", NAN, 20, "made")]
    both = figures.alt_text(balance([*two, ("Brook School", 5, 8, "made")]))
    assert "None of 1 row has more children than places. Together 5 children in 8 places." in both
    assert "2 more rows are not counted, for want of known children or places." in both


def heat(rows, **options):
    frame = pd.DataFrame(rows, columns=["need", "group", "children"])
    named = {"rows": "need", "columns": "group", "value": "children"}
    return figures.heat_table(
        frame, title="Children without a local place", note="Means.", **{**named, **options}
    )


CELLS = [
    ("Autism", "Corby", 1200.4),
    ("Autism", "Kettering", 3),
    ("Hearing", "Corby", 0),
    ("Autism", "Kettering", 4),
]


def test_each_cell_holds_its_number():
    axes = heat(CELLS)
    assert shown(axes) == ["1,200", "7", "0", "–"]
    assert axes.collections[0].get_array().tolist() == [[1200.4, 7], [0, 0]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Autism", "Hearing"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Corby", "Kettering"]
    alt = figures.alt_text(axes)
    assert (
        "Largest: Autism, Corby, 1,200. Autism: Corby 1,200, Kettering 7. Hearing: Corby 0" in alt
    )
    assert "–: no number." in alt


def test_sums_are_added_where_they_are_asked_for():
    axes = heat(CELLS, total="All", digits=1)
    assert shown(axes) == [
        *("1,200.4", "7.0", "1,207.4"),
        *("0.0", "–", "0.0"),
        *("1,200.4", "7.0", "1,207.4"),
    ]
    assert [text.get_fontweight() for text in axes.texts][:3] == ["normal", "normal", "bold"]


def test_rows_and_columns_stand_in_the_order_wanted():
    axes = heat(CELLS, row_order=["Hearing", "Autism"], column_order=["Kettering", "Corby"])
    assert shown(axes) == ["–", "0", "7", "1,200"]


def test_of_a_very_large_table_the_largest_ten_are_told():
    rows = [(f"need {k}", f"group {m}", 10 * k + m) for k in range(10) for m in range(9)]
    alt = figures.alt_text(heat(rows))
    assert "Largest: need 9, group 8, 98. The largest ten: need 9, group 8: 98;" in alt
    assert "need 8, group 8: 88" in alt
    assert "need 8, group 7" not in alt


def luminance(colour):
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_numbers_stand_out_on_the_darkest_shade():
    # Contrast after WCAG 2.2, success criterion 1.4.6: 7 to 1.
    assert (luminance(SHADES[1]) + 0.05) / (luminance(INK) + 0.05) >= 7


def waterfall(rows, **options):
    frame = pd.DataFrame(rows, columns=["part", "children", "total"])
    named = {"x": "part", "y": "children", "total": "total"}
    return figures.waterfall_bars(frame, **{**WORDS, **named, **options})


PARTS = [
    ("Counted\nin 2025", 1000, True),
    ("Ageing", 250, False),
    ("Joining", -1400, False),
    ("Leaving", 0.2, False),
    ("Population", 400, False),
    ("Expected\nin 2035", 250.2, True),
]


def test_each_bar_of_a_waterfall_starts_where_the_one_before_ends():
    totals, more, fewer = waterfall(PARTS).containers
    assert [(bar.get_y(), bar.get_height()) for bar in totals] == [(0, 1000), (0, 250.2)]
    assert [bar.get_y() for bar in more] == pytest.approx([1000, -150, -149.8])
    assert [bar.get_height() for bar in more] == pytest.approx([250, 0.2, 400])
    assert [(bar.get_y(), bar.get_height()) for bar in fewer] == [(1250, -1400)]
    looks = {(to_hex(kind[0].get_facecolor()), kind[0].get_hatch()) for kind in (more, fewer)}
    assert looks == {
        (figures.COLOURS[1], figures.HATCHES[1]),
        (figures.COLOURS[3], figures.HATCHES[3]),
    }


def test_a_waterfall_says_its_numbers_with_their_signs_on_bars_and_in_words():
    axes = waterfall(PARTS)
    assert shown(axes) == ["1,000", "+250", "-1,400", "0", "+400", "250"]
    assert axes.get_ylim()[0] < -150, "what is below nought is seen"
    assert figures.alt_text(axes) == (
        "Children. From 1,000 (Counted in 2025) to 250 (Expected in 2035), a fall of 750. "
        "Counted in 2025: 1,000; Ageing: +250; Joining: -1,400; Leaving: 0; Population: +400; "
        "Expected in 2035: 250. Means of 100 draws."
    )


def test_a_waterfall_starts_at_nought_and_names_only_the_kinds_that_occur():
    axes = waterfall([PARTS[0], PARTS[1], ("Expected", 1250, True)])
    assert axes.get_ylim()[0] == 0
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["Total", "Adds"]
    same = waterfall([PARTS[0], ("Expected", 1000, True)])
    assert "a fall" not in figures.alt_text(same)
    assert "no change" in figures.alt_text(same)
