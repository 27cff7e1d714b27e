"""How the mix of settings of an area goes on: England's trend, and how far areas drift from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.demand.central import AnyModel
from sufficiency.demand.cohorts import Expected
from sufficiency.demand.drifting import StateDrift, drift_of
from sufficiency.demand.growth import england_path
from sufficiency.demand.model import DemandModel
from sufficiency.demand.panel import YEARS_OF_RISE
from sufficiency.errors import Finding, finding

FloatArray = NDArray[np.float64]

TABLE = "table plans"
WANDERS = 0.4
"""A setting whose log weight moves by this in a year (one standard deviation) or more is named."""

BUILT = ("special", "base")
"""Settings that grow by building, so by England's yearly rise and not with all plans."""
REST = "mainstream"
"""Who has a plan and no place in these goes here."""
SMALLEST_SHARE = 0.01
"""A share is never carried on below this, however long the horizon."""


def setting_drift(settings: Sequence[str], *, base: int, years: int) -> StateDrift:
    """Give how the mix of settings drifts: what is expected, and the chance around it.

    Parameters
    ----------
    settings : sequence of str
        Labels of the axis setting.
    base : int
        Academic year of the January from which is projected: nothing that was counted later
        is used for what is expected.
    years : int
        Years ahead.

    Returns
    -------
    StateDrift
        Its states are the settings.
    """
    sizes = england.setting_drift()
    return drift_of(
        years=years,
        states=len(settings),
        yearly=[sizes[setting].yearly for setting in settings],
        child=[sizes[setting].child for setting in settings],
        expected=expected_weights(settings, base=base, years=years),
    )


def expected_weights(settings: Sequence[str], *, base: int, years: int) -> FloatArray:
    """Find how England's mix of settings goes on.

    State special schools and bases grow by their mean yearly rise R of the last three years, or
    as many as are known; all plans T as `england_path` has them; mainstream takes the rest, and
    every other setting keeps its share. With m the share of a setting in England,

        m[k] = (S + k R) / T[k],   log weight[k] = log(m[k] / m[0]).

    Parameters
    ----------
    settings : sequence of str
        Labels of the axis setting.
    base : int
        Academic year of the January from which is projected.
    years : int
        Years ahead.

    Returns
    -------
    FloatArray
        Axes (year, setting): nought where England's settings were not known by then in two
        Januaries.
    """
    weights = np.zeros((years, len(settings)))
    known = {year: count for year, count in england.plans().items() if year <= base}
    counted = {setting: england.plans(setting=setting) for setting in (*BUILT, REST)}
    held = [year for year in known if all(year in counts for counts in counted.values())]
    if len(held) < 2:
        return weights
    last = held[-1]
    back = min(YEARS_OF_RISE, last - held[0])
    # Where England's figures are older than the area's, its trend begins earlier.
    ahead = np.arange(base - last, base - last + years + 1.0)
    growth = england_path(list(known.values()), years=int(ahead[-1]))
    plans = known[last] * np.exp(np.concatenate([[0.0], np.cumsum(growth)]))[-len(ahead) :]
    shares = {}
    for setting in BUILT:
        now, before = counted[setting][last], counted[setting][last - back]
        shares[setting] = (now + ahead * (now - before) / back) / plans
    others = 1 - sum(counted[setting][last] for setting in counted) / known[last]
    shares[REST] = 1 - others - sum(shares.values())
    for place, setting in enumerate(settings):
        if setting in shares:
            path = np.maximum(shares[setting], SMALLEST_SHARE)
            weights[:, place] = np.log(path[1:] / path[0])
    return weights


def notes_of_wandering(model: AnyModel, expected: Expected) -> tuple[Finding, ...]:
    """Note settings of which the mean over the draws is well above the number expected.

    Parameters
    ----------
    model : DemandModel or FlowModel
        Of settings, whose mix drifts; of levels or from transitions nothing drifts.
    expected : Expected
    """
    drift = model.drift if isinstance(model, DemandModel) else None
    if drift is None:
        return ()
    first, last = (expected.children[place].sum(axis=(0, 1, 2)) for place in (0, -1))
    steps = np.sqrt(drift.variance(first))
    wander = [
        f"{terms.settings().label(code)} ({now:,.0f} in January "
        f"{terms.january_of_year(model.years[0] - 1)}, {then:,.0f} expected in January "
        f"{terms.january_of_year(model.years[-1])})"
        for code, now, then, step in zip(terms.settings().codes, first, last, steps, strict=True)
        if step >= WANDERS and max(now, then) >= 1
    ]
    if not wander:
        return ()
    return (finding("projection_settings_wander", file=TABLE, figures="; ".join(wander)),)
