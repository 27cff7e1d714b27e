"""Bars along years: where they begin, until when they fill, what stands beside them."""

import pandas as pd
import pytest

from sufficiency import figures

LABELS = ["2026/27", "2027/28", "2028/29"]


def frame(**columns):
    rows = {
        "name": ["Hill School", "Brook School"],
        "begins": ["2026/27", "2027/28"],
        "full": ["2028/29", "2027/28"],
        "words": ["24 places", "8 places"],
        "basis": ["made", "assumed"],
    }
    return pd.DataFrame(rows | columns)


def drawn(held, **options):
    named = {"y": "name", "begins": "begins", "full": "full", "words": "words"}
    words = {"title": "What opens when", "note": "A test."}
    return figures.span_bars(held, labels=LABELS, **named, **words, **options)


def test_a_bar_is_hatched_until_it_is_whole_and_lasts_to_the_end():
    axes = drawn(frame())
    filling, full, at_once = axes.patches
    assert (filling.get_x(), filling.get_width()) == (-0.5, 2)
    assert (full.get_x(), full.get_width()) == (1.5, 1)
    assert (at_once.get_x(), at_once.get_width()) == (0.5, 2)
    assert filling.get_hatch() != full.get_hatch()
    assert filling.get_facecolor() != full.get_facecolor()


def test_it_says_the_same_in_words():
    axes = drawn(frame(), basis="basis")
    told = figures.alt_text(axes)
    assert "Hill School: from 2026/27, whole from 2028/29, 24 places." in told
    assert "MADE UP" in told
    assert [text.get_text() for text in axes.texts][:2] == ["24 places", "8 places"]


def test_what_is_whole_after_the_last_label_is_so_later():
    axes = drawn(frame(full=["2031/32", "2027/28"]))
    assert axes.patches[0].get_width() == 3
    assert "Hill School: from 2026/27, whole later, 24 places." in figures.alt_text(axes)


def test_nothing_is_drawn_as_words():
    axes = drawn(frame().iloc[:0])
    assert not axes.patches
    assert "Nothing to show" in " ".join(text.get_text() for text in axes.texts)


def test_what_does_not_fit_the_axis_is_refused():
    with pytest.raises(ValueError, match="begins at 2030/31, which is none of the labels"):
        drawn(frame(begins=["2030/31", "2027/28"]))
    with pytest.raises(ValueError, match="whole at 2026/27, before it begins at 2027/28"):
        drawn(frame(full=["2028/29", "2026/27"]))
    with pytest.raises(ValueError, match="no column words"):
        drawn(frame().drop(columns="words"))
