"""`project_panel`: the Januaries of one or many areas in, a projection of their totals out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.growth import MEASURED_YEARS
from sufficiency.demand.simulation import check_draws, check_seed
from sufficiency.errors import NotPossibleError, finding, with_kind
from sufficiency.panel.drawing import counted_series
from sufficiency.panel.nation import TABLE
from sufficiency.panel.panel_projection import PanelProjection
from sufficiency.panel.reading import panel_of_frame


def project_panel(
    history: pd.DataFrame, *, until: int | None = None, draws: int = 500, seed: int = 1
) -> PanelProjection:
    """Project the plans of one or many areas, each leaning on England and on the others.

    All plans grow as England does, with a small and fading share of an area's own growth, and
    with prevalence drawn towards England's. State special placements grow by England's yearly
    rise; independent ones by half of it; bases stay as they are, since no trend has beaten that.
    Age bands grow up, and add up to the total of their area in every draw. Ranges are made of how
    far the same rules were off at earlier Januaries: in this panel where it is large enough,
    otherwise in the authorities of England.

    Parameters
    ----------
    history : pandas.DataFrame
        In the form of the table history: a row for each January (year is the academic year, so
        January 2025 is 2024), area, and what is counted: `setting` blank for all, `ncy_from` and
        `ncy_to` blank for all ages. `children` and `new_plans`, where given, make it more
        accurate. England is an area of that name.
    until : int, optional
        Last projected academic year; five years ahead where left out.
    draws : int
        Possible futures; 500 give steady ranges.
    seed : int
        Same seed, same numbers.

    Returns
    -------
    PanelProjection

    Raises
    ------
    NotPossibleError
        If it is no frame, holds no totals, England's last growth is not known, or the horizon or
        the number of draws is none.
    TableError
        Naming every row and area at fault.

    Notes
    -----
    Formulas: `demand.panel.total_path`, `demand.panel.rise_path`, `demand.panel_bands.band_shares`
    and `demand.panel_errors.drawn_apart`; what they rest on: docs/explanation/panel.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> panel = sf.project_panel(sf.load_example().history, until=2026, draws=100)
    >>> panel.areas
    ('England', 'North Northamptonshire')
    """
    panel = panel_of_frame(history)
    base = panel.years[-1]
    check_draws(draws, None)
    last = base + MEASURED_YEARS if until is None else until
    if not _is_whole(last) or int(last) <= base:
        earliest = base + 1
        raise NotPossibleError.of(
            "panel_until", value=with_kind(until), base=terms.year_label(base), earliest=earliest
        )
    check_seed(seed)
    years = int(last) - base
    counted, notes = counted_series(panel, years=years, draws=draws, seed=seed)
    beyond = []
    if years > MEASURED_YEARS:
        note = finding("panel_beyond_measured", file=TABLE, years=years, measured=MEASURED_YEARS)
        beyond.append(note)
    return PanelProjection(
        base=base,
        years=tuple(range(base + 1, int(last) + 1)),
        counted=counted,
        history=history.copy(),
        draws=draws,
        seed=seed,
        basis=terms.weakest([panel.basis, "estimated"]),
        notes=(*panel.notes, *notes, *beyond),
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
