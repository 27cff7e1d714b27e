"""Counts in the words of an allocation: one child is one child, wherever it is told."""

import re
from dataclasses import replace
from string import Formatter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, allocated, tables_of

import sufficiency as sf
from sufficiency.allocation import best_worth
from sufficiency.allocation.independent_numbers import _say_parts
from sufficiency.allocation.map_frames import MapFrames
from sufficiency.allocation.today_frames import why_no_verdict
from sufficiency.allocation.today_words import _journeys
from sufficiency.messages import allocations, areas, case_exports, quality, rules
from sufficiency.messages.blocks import BLOCKS
from sufficiency.messages.listing import counted
from sufficiency.messages.message import filled
from sufficiency.reports.words import _of_all, room_words

MANY = (
    "children|journeys|places|years|draws|pools|localities|schools|minutes|columns|numbers|others|"
    "caps|rules|lines|ways|schemes|plans"
)
ONE_OF_MANY = re.compile(rf"(?<![\d.,–-])\b1 (more |fewer )?({MANY})\b")
"""A one with a plural behind it; 1.0 is no one, nor is the end of a longer number."""
NEVER_ONE = (
    *("allocation_block_number", "allocation_no_draws"),
    *("cases_year_label", "cases_days_of_mac", "cases_nothing_moved"),
)
"""Refusals of numbers that are not whole, or nought, and what is told of many children only."""

MESSAGES = (
    allocations.MESSAGES
    | BLOCKS
    | rules.MESSAGES
    | areas.MESSAGES
    | case_exports.MESSAGES
    | quality.MESSAGES
)
TOLD = {
    "allocation_need_not_served": (
        {"level": "base", "need": "VI", "count": 1.2, "year": "2027/28"},
        "1 child needs one in 2027/28.",
    ),
    "allocation_placements_short": (
        {"count": 0.8, "whole": 1.0},
        "of 1 child in bases, special and independent schools, 1 has no place in the table",
    ),
    "allocation_pools_later": (
        {"count": 1.0, "whole": 1.0, "base": "2024/25", "sites": "S"},
        "of 1 child in the table placements, 1 is at sites",
    ),
    "allocation_placements_over": ({"count": 1.3}, "holds 1 child more than"),
    "allocation_after_last_year": (
        {"pool": "Hill School", "places": 1.0, "year": "2030/31", "last": "2027/28"},
        "Hill School has 1 place from 2030/31 on",
    ),
    "allocation_block_below_nought": (
        {"places": 1, "name": "Hill School", "most": "0"},
        "1 place fewer is asked of Hill School",
    ),
    "taken_above_places": (
        {"value": "1", "places": "1"},
        "1 place is taken by others, more than the 1 there is.",
    ),
    "level_without_pools": (
        {"children": 1.0, "january": 2025, "setting": "Specialist base", "value": "base"},
        "1 child of January 2025 is counted in Specialist base",
    ),
    "placements_short": (
        {"value": "1", "whole": "1", "school": "bases", "january": 2025, "needs": ""},
        "1 of 1 child in bases in January 2025 has no row in placements",
    ),
    "quality_need_missing": (
        {"count": "1", "whole": "12"},
        "1 of 12 children with a plan has no primary need recorded.",
    ),
    "cases_part_gone": (
        {"left": 1, "whole": 60, "here": "January 2025", "what": "setting base", "count": 40}
        | {"there": "January 2024", "lost": 39},
        "1 of 60 children in January 2025 is in setting base, and 40 in January 2024; 39 of these"
        " are in no row of January 2025.",
    ),
    "cases_few_stay": (
        {"count": 40, "before": "January 2024", "stay": 1, "after": "January 2025"},
        "Of 40 children in January 2024 only 1 is in January 2025.",
    ),
    "cases_out_of_step_youngest": (
        {"count": 1, "before": "January 2024", "after": "January 2025"},
        "1 child was there in January 2024, and is in NC year -4 in January 2025.",
    ),
    "ahead_too_large": (
        {"count": 1, "years": 1, "columns": 70_000, "most": 60_000},
        "1 of 1 year makes 70,000 ways to be placed",
    ),
}


@pytest.mark.parametrize("rule", TOLD)
def test_a_message_says_one_as_one(rule):
    words, told = TOLD[rule]
    message = MESSAGES[rule]
    assert told in filled(message.seen, words)


@pytest.mark.parametrize("rule", sorted({*MESSAGES} - {*NEVER_ONE}))
def test_no_message_has_a_plural_behind_a_one(rule):
    """Whatever is filled in, be it a one."""
    message = MESSAGES[rule]
    for part in (message.seen, message.why, message.remedy, message.remedy_command):
        names = [name for _, name, _, _ in Formatter().parse(part) if name]
        said = filled(part, dict.fromkeys(names, 1))
        assert not ONE_OF_MANY.search(said), said


def test_locality_too_far_says_a_minute():
    remedy = MESSAGES["allocation_locality_too_far"].remedy
    words = {"first": "Northtown", "minutes": 1, "allowed": "1", "beyond": ""}
    assert "for Northtown it takes 1 minute: scenario" in filled(remedy, words)


def test_a_mean_is_one_where_it_is_shown_as_one():
    said = [counted(number, "child", "children") for number in (0.4, 0.6, 1.4, 1.6, -0.4)]
    assert said == ["0 children", "1 child", "1 child", "2 children", "0 children"]
    assert counted(1234.5, "mile", digits=1) == "1,234.5 miles"


@pytest.mark.slow
def test_the_report_of_one_draw_has_no_plural_behind_a_one():
    made = allocated(Small(special=60, base=10), draws=1)
    texts = [
        sf.report(made).as_html(),
        *map(str, made.notes),
        *made.answer(),
        *made.worth_in_words(),
        repr(made.card()),
        *[text.get_text() for text in made.plot.independent().figure.findobj(_is_text)],
    ]
    for text in texts:
        found = ONE_OF_MANY.search(re.sub(r"<[^>]*>", "|", text))
        assert not found, found
    assert "a share of the 1 draw that was allocated" in texts[0]


def _is_text(artist):
    return hasattr(artist, "get_text")


def test_a_block_of_one_place_over_one_draw():
    made = allocated(Small(special=60, base=10), draws=2)
    said = made.more_places(1, site="S", pool="all", draws=1, workers=1).sentence()
    assert said.startswith("1 more place at Hill School")
    assert "means over 1 draw, each allocated again" in said


def test_one_more_pool_is_worth_less(monkeypatch):
    """Of two pools of a level one is best, and the other is told as one."""
    row = {"level": "special", "setting": "special", "site": "S", "pool": "all", "more_miles": 0.0}
    pools = pd.DataFrame(
        [
            row | {"pool_name": "Hill School", "more_without": -1.0, best_worth.ESTIMATE: np.nan},
            row | {"pool_name": "Brook School", "more_without": -0.5, best_worth.ESTIMATE: np.nan},
        ]
    )
    monkeypatch.setattr(best_worth, "best_places", lambda allocation, *, year: pools)
    aims = SimpleNamespace(setting=SimpleNamespace(supply=SimpleNamespace(aims=("without",))))
    (said,) = best_worth.alike_sentences(aims, year=2026)
    assert said.endswith("At 1 more pool it is worth less.")


def test_sentences_about_today_the_map_and_parts():
    far = pd.DataFrame({"children": [1.0]})
    nobody = pd.DataFrame()
    assert MapFrames(nobody, nobody, nobody, nobody, far).words_of_far.startswith(
        "Off the map: 1 line with 1 child to schools"
    )
    held = SimpleNamespace(recorded_share=1.0)
    assert why_no_verdict(held, "supplied", children=1.0) == "so few as 1 child says little"
    row = dict.fromkeys(("today_mean_miles", "model_mean_miles"), np.nan)
    (said,) = _journeys(row | {"model_out_of_area": 1.2, "today_out_of_area": 3.0})
    assert said.startswith("In the model 1 child is in schools of other authorities")
    pairs = [(need, "primary") for need in "ABCDEF"]
    assert _say_parts(pairs, np.array([9, 8, 7, 6, 5, 1])).endswith(", 1 other 1")


def test_words_of_the_report_about_one_pool():
    assert (_of_all(1, 1, "pool"), _of_all(1, 28, "pool")) == ("1 of 1 pool", "1 of 28 pools")
    assert _of_all(28, 28, "pool") == "all 28 pools"
    pool = {"site": "S", "pool": "all", "name": "Hill School", "level": "special"}
    here = pd.DataFrame([pool | {"free_to_us": 6.0, "placed": 2.0}])
    assert "4 in 1 pool, most at Hill School" in room_words(here, waiting=0.0)


@pytest.mark.slow
def test_areas_with_one_locality_say_one_locality():
    area = sf.area_from_frames(tables_of(replace(Small(), localities=1)))
    made = sf.allocate(sf.project(area, until=2025, draws=1, workers=1), draws=1, workers=1)
    page = re.sub(r"<[^>]*>", "|", sf.report(made).as_html())
    assert re.search(r"[01] of 1 locality ha(s|ve) an even chance", page)
