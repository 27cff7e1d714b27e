"""The model held against today, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.today_frames import ALL, why_no_verdict
from sufficiency.allocation.today_model import TodayModel
from sufficiency.messages.listing import counted
from sufficiency.tables import by_labels


def against_sentences(
    held: TodayModel | None, agreement: pd.DataFrame, *, base: int, placements_basis: str
) -> Iterator[str]:
    """Say how far the model agrees with where children are today, and what that is worth.

    Parameters
    ----------
    held : TodayModel or None
    agreement : pandas.DataFrame
        From `agreement_frame`.
    base : int
        Academic year of the last January.
    placements_basis : str

    Yields
    ------
    str
    """
    january = terms.january_of_year(base)
    if held is None:
        yield (
            "The model was not held against today: there are no placements in the tables for "
            f"January {january}."
        )
        return
    row = by_labels(agreement, "setting")[ALL]
    yield (
        f"With the places of January {january} to give out anew, the model puts "
        f"{counted(row['model'], 'child', 'children')} into bases, special and independent "
        f"schools; {counted(row['today'], 'was', 'were')} there. School by school, rolls differ by "
        f"{row['rolls_differ_percent']:.0f} % of all children; {row['same_kind_percent']:.0f} % "
        "of children are in the same kind of place."
    )
    yield from _journeys(row)
    yield _verdict(row, why_no_verdict(held, placements_basis, children=float(row["today"])))


def _journeys(row: Mapping[Any, Any]) -> Iterator[str]:
    """Say how far children travel today and in the model, and how many out of the area."""
    if not math.isnan(row["today_mean_miles"]) and not math.isnan(row["model_mean_miles"]):
        yield (
            "The mean journey to bases and special schools is "
            f"{row['model_mean_miles']:.1f} miles one way in the model and "
            f"{row['today_mean_miles']:.1f} today."
        )
    if not math.isnan(row["today_out_of_area"]):
        yield (
            f"In the model {counted(row['model_out_of_area'], 'child is', 'children are')} in "
            f"schools of other authorities or in independent schools that are named, and "
            f"{row['today_out_of_area']:,.0f} today."
        )


def _verdict(row: Mapping[Any, Any], why_none: str) -> str:
    """Say what the agreement is worth, or why that is not known."""
    if why_none:
        return f"No verdict, since {why_none}."
    return f"Rolls: {row['rolls_verdict']}. Who is in which kind of place: {row['kind_verdict']}."
