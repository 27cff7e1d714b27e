"""What drove the change between counted Januaries, as a frame and as steps of a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.past import PAST_PARTS, RESTATED, past_parts, past_years
from sufficiency.projection.decomposition import WORDS
from sufficiency.projection.frames import BEFORE_STATES, added_up, columns_by_year, label_rows
from sufficiency.results import refuse_unknown_labels

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

USUAL = "At usual\nrates"
"""What usual rates make of a January, as children grow up, join and leave."""

OTHERWISE = "Recorded\notherwise"
"""What two files of transitions tell otherwise of one January, in words that fit below a bar."""

NOT_RECORDED = ("projection_transitions_unknown", "projection_transitions_never_told")
"""Notes on children of transitions of whom no need or locality is recorded."""


def past_driver_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay out what made each counted January differ from the one before.

    Parameters
    ----------
    projection : Projection
        From stocks joining and leaving are net, from transitions they are those counted.
    by : sequence of str
        "year", with any of "group", "locality", "need", "phase", "ncy".

    Returns
    -------
    pandas.DataFrame
        Columns of `by` (the year is that of the later January), then in children:

        - before: those of the January before;
        - restated, only from transitions: children whom the file of the year has in that January
          and the file before has not, less those the other way; nought in the first year;
        - ageing: what that year's population and usual rates make of them, as children grow up,
          leave and join; usual rates are those of all Januaries given, without growth;
        - population: joiners at usual rates, for the change of the population; empty in the first
          year of transitions where no population is known of the January before (it is in ageing);
        - joining: joiners beyond that; leaving: leavers, plus where fewer left than usual;
        - mix, only by need: children whose need was recorded otherwise than usual;
        - counted: what these add up to, the January of the year (from transitions that of their
          file, which may differ from the table plans); and basis.

    Raises
    ------
    UnknownNameError
        If there is no such axis, or no year.

    Notes
    -----
    Formulas: `sufficiency.demand.past.usual_change`, and from transitions `counted_change`.
    """
    labels = projection.labels
    wanted = columns_by_year(by, BEFORE_STATES)
    held = past_parts(projection.model)
    arrays = {"before": held.before, **held.amounts, "counted": held.counted}
    sums = {name: added_up(part[..., None], labels, by=wanted) for name, part in arrays.items()}
    columns = sums["counted"][0]
    shown = {name: part[2].reshape(-1) for name, part in sums.items()}
    if "need" not in wanted:
        # Over all needs a mix is nought: what is left of so many sums goes where it comes from.
        shown["ageing"] = shown["ageing"] + shown.pop("mix")
    years = past_years(projection.model)
    frame = label_rows(labels, columns, years=years, by=wanted)
    if not held.population_known:
        untold = frame["year"].eq(years[0])
        shown["population"] = np.where(untold, np.nan, shown["population"])
    return frame.assign(**shown, basis=projection.basis)


def past_steps(projection: Projection, *, year: int | None, need: str | None) -> pd.DataFrame:
    """Lay the parts of one figure out below each other, from one January to the next.

    Parameters
    ----------
    projection : Projection
    year : int, optional
        Academic year of the later January; the last one if left out.
    need : str, optional
        Only the children with this need.

    Returns
    -------
    pandas.DataFrame
        Columns part (words), children, total (whether it is one), basis. What is not known of the
        first year of transitions (restated, it may be population) is left out.

    Raises
    ------
    UnknownNameError
        If the year is of no January that is told of, or there is no such need.
    """
    years = past_years(projection.model)
    asked = {
        "year": years[-1] if year is None else year,
        **({} if need is None else {"need": need}),
    }
    rows = past_driver_frame(projection, by=list(asked))
    later = {"year": years}
    refuse_unknown_labels(
        asked, labels_of=lambda axis: later.get(axis) or projection.labels.of(axis)
    )
    for axis, label in asked.items():
        rows = rows[rows[axis] == label]
    held = rows.iloc[0]
    january = terms.january_of_year(int(held["year"]))
    told = [part for part in (RESTATED, *PAST_PARTS) if part in rows and pd.notna(held[part])]
    if held["year"] == years[0] and RESTATED in told:
        told.remove(RESTATED)
    words = {
        "before": f"{WORDS['counted']}\nin {january - 1}",
        **{part: _word(part) for part in told},
        "counted": f"{WORDS['counted']}\nin {january}",
    }
    return pd.DataFrame(
        {
            "part": list(words.values()),
            "children": [float(held[name]) for name in words],
            "total": [name in ("before", "counted") for name in words],
            "basis": held["basis"],
        }
    )


def _word(part: str) -> str:
    """Name a part of the past: what usual rates make of a January is no forecast of rates."""
    own = {"ageing": USUAL, RESTATED: OTHERWISE}
    return own.get(part) or WORDS[part].format(changes="need")


def past_note(projection: Projection, *, year: int | None) -> str:
    """Say what the parts of `past_steps` are, beside them.

    Parameters
    ----------
    projection : Projection
    year : int, optional
        Academic year of the later January; the last one if left out.
    """
    model = projection.model
    told = "Each rounded by itself. At usual rates: children grow up, join and leave at those of "
    if not isinstance(model, FlowModel):
        return f"{told}all Januaries. Joining, leaving: net, beyond what is usual."
    told += (
        "all transitions. Joining, leaving: as counted, beyond what is usual. Children are those "
        "of the transitions, which may differ from the plans."
    )
    if any(note.rule in NOT_RECORDED for note in projection.notes):
        told += (
            " Where no need or locality is recorded children are spread, each file by itself: what "
            "differs in that is told as if it were recorded."
        )
    first = model.flows.years[0]
    asked = model.flows.years[-1] if year is None else year
    before = terms.january_of_year(asked - 1)
    if asked != first:
        return (
            f"{told} Recorded otherwise: January {before} as the later file has it, less as the "
            "earlier one has it."
        )
    if past_parts(model).population_known:
        return told
    return f"{told} No population is known of January {before}: its change is in usual rates."
