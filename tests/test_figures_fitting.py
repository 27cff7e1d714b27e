"""Words that fit: measured, shortened at a word, told apart, and moved so that none overlap."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some
from matplotlib import pyplot as plt
from scipy.optimize import isotonic_regression

from sufficiency.figures.fitting import fit_size, fit_x_labels, spread
from sufficiency.figures.measuring import MADE, fitted_names, shortened, text_width, wrapped
from sufficiency.figures.style import settle, tick_words
from sufficiency.figures.words import change, number, with_range
from sufficiency.messages.listing import listed

LONG = "The Newman and Saint Bartholomew's Church of England Joint Community Special Academy"
BASES = [
    "East Northamptonshire primary base 1 (made up)",
    "East Northamptonshire primary base 2 (made up)",
    "East Northamptonshire secondary base 1 (made up)",
]

numbers = some.floats(min_value=-50, max_value=50)
heights = some.floats(min_value=0.1, max_value=9)
labels = some.lists(some.tuples(numbers, heights), min_size=1, max_size=8)
words = some.text(alphabet="abcdefghij", min_size=1, max_size=9)
names = some.lists(words, min_size=1, max_size=9).map(" ".join)


def edges(places, held):
    """Upper and lower edges of labels, from the lowest up."""
    return sorted(
        (place - high / 2, place + high / 2) for place, high in zip(places, held, strict=True)
    )


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize(
    ("wanted", "held", "found"),
    [
        # Two of height 1 that both want 5 move half a height each.
        ([5, 5], [1, 1], [4.5, 5.5]),
        # Three of height 2: the first two pool to 5 ± 1, the third at 9 is far enough.
        ([5, 5, 9], [2, 2, 2], [4, 6, 9]),
        # Apart already: nothing moves, in whichever order they are given.
        ([9, 1], [1, 1], [9, 1]),
        # At the floor, 0.5 is as low as the middle of a height of 1 may stand.
        ([0, 0], [1, 1], [0.5, 1.5]),
        # At the ceiling of 10 likewise.
        ([10, 10], [1, 1], [8.5, 9.5]),
        # No room at all (0 to 10, and 16 are needed): out on both sides alike.
        ([5, 5], [8, 8], [1, 9]),
        ([], [], []),
    ],
)
def test_labels_move_as_worked_by_hand(wanted, held, found):
    assert spread(wanted, held, lowest=0, highest=10) == pytest.approx(found)


@given(labels, some.floats(min_value=0, max_value=2))
def test_labels_never_overlap_and_keep_their_order(pairs, gap):
    wanted, held = zip(*pairs, strict=True)
    places = spread(wanted, held, lowest=-30, highest=30, gap=gap)
    found = edges(places, held)
    for (_, top), (bottom, _) in pairwise(found):
        assert bottom - top >= gap - 1e-9
    by_wish = [place for _, place in sorted(zip(wanted, places, strict=True))]
    assert by_wish == sorted(by_wish)


@given(labels)
def test_labels_stay_within_their_bounds_where_there_is_room(pairs):
    wanted, held = zip(*pairs, strict=True)
    room = sum(held)
    places = spread(wanted, held, lowest=0, highest=room + 1)
    found = edges(places, held)
    assert found[0][0] >= -1e-9
    assert found[-1][1] <= room + 1 + 1e-9


@given(labels)
def test_labels_move_no_more_than_a_second_solver_moves_them(pairs):
    wanted, held = zip(*pairs, strict=True)
    places = spread(wanted, held, lowest=-1e6, highest=1e6)
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    steps = [0.0]
    for before, after in pairwise(order):
        steps.append(steps[-1] + (held[before] + held[after]) / 2)
    levels = isotonic_regression([wanted[k] - step for k, step in zip(order, steps, strict=True)]).x
    assert [places[k] for k in order] == pytest.approx(
        [level + step for level, step in zip(levels, steps, strict=True)], abs=1e-6
    )


@given(names, some.floats(min_value=0.6, max_value=4))
def test_a_shortened_name_fits_and_ends_at_a_word(name, width):
    short = shortened(name, width=width, size=9)
    assert text_width(short, size=9) <= width
    if short != name:
        assert short.endswith("…")
        kept = short[:-1]
        assert name.startswith(kept)
        whole_words = name[len(kept)] == " "
        assert whole_words or " " not in kept, "cut within a word only where one word is too long"


def test_a_name_that_fits_is_left_alone():
    assert shortened("Red Kite Academy", width=5, size=9) == "Red Kite Academy"


def test_a_made_up_school_goes_on_saying_so():
    short = shortened(BASES[0], width=2, size=9)
    assert short.endswith(f"… {MADE}")
    assert text_width(short, size=9) <= 2
    lines = wrapped(BASES[0], width=1.6, size=9).split("\n")
    assert any(MADE in line for line in lines), "never parted between two lines"


def test_wrapping_breaks_at_words_and_shortens_the_last_line():
    lines = wrapped(LONG, width=2, size=9, lines=2).split("\n")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(text_width(line, size=9) <= 2 for line in lines)
    assert LONG.startswith(lines[0])
    assert wrapped("January\n2025", width=9, size=9) == "January\n2025"


@pytest.mark.parametrize("width", [1.0, 1.4, 1.8, 2.2, 2.6])
@pytest.mark.parametrize("lines", [1, 2])
def test_bases_of_one_town_stay_apart(width, lines):
    short = fitted_names(BASES, width=width, size=9, lines=lines)
    assert len(set(short)) == len(BASES)
    for name in short:
        assert all(text_width(line, size=9) <= width for line in name.split("\n"))
    if width >= 1.8:
        assert all(MADE in name for name in short)


def test_names_lose_what_they_share():
    short = fitted_names(BASES, width=2.3, size=9)
    assert "secondary base 1 (made up)" in short[2]
    assert "primary base 2 (made up)" in short[1]


@given(some.lists(names, min_size=2, max_size=6, unique=True))
def test_different_names_stay_different(several):
    short = fitted_names(several, width=1.2, size=9)
    assert len(set(short)) == len(set(several))


def test_the_same_name_twice_stays_the_same():
    short = fitted_names([LONG, LONG], width=2, size=9)
    assert short[0] == short[1]


def test_letters_shrink_until_they_fit():
    width = text_width("2026/27", size=9)
    fitted = fit_size(["2026/27"], width, most=11, least=9)
    # Some fonts are as wide in a neighbouring size.
    assert fitted is not None
    assert text_width("2026/27", size=fitted) <= width < text_width("2026/27", size=11)
    assert fit_size(["2026/27"], width / 2, most=11, least=9) is None


@pytest.mark.parametrize(("count", "turned"), [(3, 0), (12, 45), (40, 90)])
def test_labels_of_an_axis_turn_where_they_would_overlap(count, turned):
    _, axes = plt.subplots(figsize=(5, 3))
    axes.set_xlim(-0.5, count - 0.5)
    settle(axes)
    fit_x_labels(axes, [f"{2026 + k}/{(27 + k) % 100:02}" for k in range(count)])
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {turned}


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (20000, 0, "20,000"),
        (-0.2, 0, "0"),
        (-0.001, 2, "0.00"),
        (-3.0, 1, "-3.0"),
        (float("nan"), 0, "not known"),
    ],
)
def test_numbers_as_people_read_them(value, digits, shown):
    assert number(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(20000.0, "20,000"), (0.25, "0.25"), (-0.0, "0"), (1.0, "1")]
)
def test_numbers_on_an_axis(value, shown):
    assert tick_words(value) == shown


def test_ranges_lists_and_changes_in_words():
    nan = float("nan")
    assert with_range(215, 180, 260) == "215 (180 to 260)"
    assert with_range(3, nan, nan) == with_range(3, 3, 3) == "3"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    years = {"start": "2026/27", "end": "2032/33"}
    assert change(640, 912, **years) == "from 640 in 2026/27 to 912 in 2032/33, a rise of 272"
    assert change(9, 4, **years) == "from 9 in 2026/27 to 4 in 2032/33, a fall of 5"
    assert change(4, 4.1, **years) == "4 in 2026/27 and in 2032/33"
    assert change(4, nan, **years) == "4 in 2026/27, not known in 2032/33"
    assert change(4, 4, start="2026/27", end="2026/27") == "4 in 2026/27"
