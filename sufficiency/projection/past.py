"""What drove the change between counted Januaries, as a frame and as steps of a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import terms
from sufficiency.demand.model import DemandModel
from sufficiency.demand.past import PAST_PARTS, past_parts
from sufficiency.errors import NotPossibleError
from sufficiency.projection.decomposition import WORDS
from sufficiency.projection.frames import BEFORE_STATES, added_up, columns_by_year, label_rows
from sufficiency.results import refuse_unknown_labels

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

USUAL = "At usual\nrates"
"""What usual rates make of a January, as children grow up, join and leave."""


def past_driver_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay out what made each counted January differ from the one before.

    Parameters
    ----------
    projection : Projection
        From stocks: joining and leaving are net.
    by : sequence of str
        "year", with any of "group", "locality", "need", "phase", "ncy".

    Returns
    -------
    pandas.DataFrame
        Columns of `by` (the year is that of the later January), then in children:

        - before: those of the January before;
        - ageing: what that year's population and usual rates make of them, as children grow up,
          leave and join; usual rates are those of all Januaries given, without growth;
        - population: joiners at usual rates, for the change of the population;
        - joining: net joiners beyond that; leaving: net leavers, plus where fewer left;
        - mix, only by need: children whose need was recorded otherwise than usual;
        - counted: what these add up to, the January of the year; and basis.

    Raises
    ------
    NotPossibleError
        If the projection is from transitions.
    UnknownNameError
        If there is no such axis, or no year.

    Notes
    -----
    Formulas: `sufficiency.demand.past.usual_change`.
    """
    if not isinstance(projection.model, DemandModel):
        raise NotPossibleError.of("projection_past_of_transitions")
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
    years = projection.model.stocks.years[1:]
    frame = label_rows(labels, columns, years=years, by=wanted)
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
        Columns part (words), children, total (whether it is one), basis.

    Raises
    ------
    UnknownNameError
        If the year is not among those counted but the first, or there is no such need.
    """
    asked = {
        "year": projection.base if year is None else year,
        **({} if need is None else {"need": need}),
    }
    rows = past_driver_frame(projection, by=list(asked))
    later = {"year": projection.model.stocks.years[1:]}
    refuse_unknown_labels(
        asked, labels_of=lambda axis: later.get(axis) or projection.labels.of(axis)
    )
    for axis, label in asked.items():
        rows = rows[rows[axis] == label]
    held = rows.iloc[0]
    january = terms.january_of_year(int(held["year"]))
    words = {
        "before": f"{WORDS['counted']}\nin {january - 1}",
        **{part: _word(part) for part in PAST_PARTS if part in rows},
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
    return USUAL if part == "ageing" else WORDS[part].format(changes="need")
