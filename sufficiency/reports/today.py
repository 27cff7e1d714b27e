"""The section of a report that holds the model against today's placements."""

from __future__ import annotations

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.against import against_words, shown_sites
from sufficiency.allocation.today_frames import ALL
from sufficiency.reports.parts import Section, Table, chart, table_of

CANNOT_SHOW = (
    "What this cannot show: today's placements are choices of parents, panels and tribunals, and "
    "of what was free when each child came; no model of places and journeys can tell them. Where "
    "all places are full, rolls agree whatever the model does, so look at who is in which kind of "
    "place, and at the journeys. The model gives places in bases and special schools to those who "
    "live nearest, so those journeys are shorter than any that will come. It does not keep "
    "journeys to independent schools short: they may be longer than today's."
)


def against_today(allocation: Allocation) -> Section:
    """How far the model, given today's children and places, does what was done."""
    words = against_words(allocation)
    if allocation.today_model is None:
        return Section("today", "The model against today", paragraphs=words)
    return Section(
        "today",
        "The model against today",
        "Would the model put today's children where they are?",
        paragraphs=(" ".join(words), CANNOT_SHOW),
        charts=(
            chart(
                allocation.plot.against_today,
                _sites(allocation),
                caption="Rolls of the model less those of today",
            ),
        ),
        tables=(_agreement(allocation),),
    )


def _agreement(allocation: Allocation) -> Table:
    frame = allocation.to_frame("agreement")
    shown = frame.assign(
        **{
            name: frame[name].replace("", "no verdict")
            for name in ("rolls_verdict", "kind_verdict")
        }
    )
    return table_of(
        shown,
        {
            "setting": "Setting",
            "today": "Today",
            "model": "Model",
            "rolls_differ_percent": "Rolls differ, %",
            "rolls_verdict": "Rolls",
            "same_kind_percent": "In the same kind of place, %",
            "kind_verdict": "Kind of place",
            "today_mean_miles": "Mean miles today",
            "model_mean_miles": "Mean miles in the model",
            "today_out_of_area": "Out of the area today",
            "model_out_of_area": "Out of the area in the model",
        },
        caption="Children in places, and how far the model agrees, January "
        f"{terms.january_of_year(allocation.projection.base)}. Journeys one way; of all: to bases "
        "and special schools only",
        digits={"today_mean_miles": 1, "model_mean_miles": 1},
        words={"setting": _setting_words},
    )


def _sites(allocation: Allocation) -> Table:
    frame: pd.DataFrame = shown_sites(allocation)
    return table_of(
        frame,
        {
            "name": "School",
            "setting": "Setting",
            "places": "Places",
            "today": "Children today",
            "model": "In the model",
            "difference": "Difference",
            "today_mean_miles": "Mean miles today",
            "model_mean_miles": "Mean miles in the model",
        },
        caption="Rolls and mean journeys one way, of today and of the model; schools where fewer "
        "than five are today, together",
        digits={"today_mean_miles": 1, "model_mean_miles": 1},
        words={"setting": _setting_words},
    )


def _setting_words(value: object) -> str:
    code = str(value)
    return "All" if code == ALL else str(terms.short_list("pool_setting").label(code))
