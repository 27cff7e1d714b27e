"""How much years differ, estimated from the transitions of made-up areas, against the truth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

import sufficiency as sf
from sufficiency.demand.flow_estimation import estimate_flows
from sufficiency.projection.stocks import start_of
from sufficiency.scenario import as_things_stand

EFFECTS = {
    "joining_need": "joining, by need",
    "joining_ncy": "joining, by NC year",
    "leaving_need": "leaving, by need",
    "leaving_ncy": "leaving, by NC year",
    "joining": "joining, whole area",
    "leaving": "leaving, whole area",
}
"""Fields of `demand.shocks.YearEffects`, in words; the walks stay those of the prior."""
OF_THE_TRUTH = {"joining": "joining_area", "leaving": "leaving_area"}
"""Where `truth.spreads` has another name for them."""


def year_effects(seed: int, options: Mapping[str, object]) -> pd.DataFrame:
    """Estimate the standard deviations of year effects of one area, as a projection does.

    Returns
    -------
    pandas.DataFrame
        Columns seed, effect, estimated, true (standard deviation that the effects were drawn
        with), came (root mean square of the effects of the years known).
    """
    synthetic = sf.synthetic_area(seed=seed, transitions=True, **options)
    start = start_of(synthetic.area, as_things_stand())
    flows = start.transitions.flows
    found = estimate_flows(flows, start.stocks, until=synthetic.future[0]).effects
    came = _came(synthetic)
    spreads = synthetic.truth.spreads
    return pd.DataFrame(
        [
            {
                "seed": seed,
                "effect": effect,
                "estimated": getattr(found, effect),
                "true": spreads[OF_THE_TRUTH.get(effect, effect)],
                "came": came[OF_THE_TRUTH.get(effect, effect)],
            }
            for effect in EFFECTS
        ]
    )


def _came(synthetic: sf.SyntheticArea) -> dict[str, float]:
    """Give the root mean square of the effects of the history, less the mean of each member."""
    effects = synthetic.truth.effects
    known = effects[effects["year"] <= synthetic.history[-1]]
    return {
        f"{flow}_{over}": float(np.sqrt(part.groupby("member")["effect"].var(ddof=1).mean()))
        for (flow, over), part in known.groupby(["flow", "over"])
    }


def recovery_table(found: pd.DataFrame) -> str:
    """Lay out means over areas, and their ratio to the truth with its standard error."""
    lines = [
        "| Standard deviation of the log | areas | true | estimated | ratio | in the years known "
        "| ratio | correlation with the true |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for effect, words in EFFECTS.items():
        held = found[found["effect"] == effect]
        cells = [f"{len(held)}", f"{held['true'].mean():.3f}", f"{held['estimated'].mean():.3f}"]
        cells += [ratio_words(held["estimated"], held["true"])]
        cells += [f"{held['came'].mean():.3f}", ratio_words(held["estimated"], held["came"])]
        lines.append(f"| {words} | " + " | ".join([*cells, _correlation(held)]) + " |")
    return "\n".join(lines)


def _correlation(held: pd.DataFrame) -> str:
    if len(held) < 3 or held["estimated"].std() == 0:
        return "n/a"
    return f"{held['estimated'].corr(held['true']):.2f}"


def ratio_words(top: pd.Series, bottom: pd.Series) -> str:
    """Write a ratio of sums over areas, with its standard error from the residuals."""
    ratio = float(top.sum() / bottom.sum())
    if len(top) < 2:
        return f"{ratio:.3f}"
    rest = top.to_numpy() - ratio * bottom.to_numpy()
    error = rest.std(ddof=1) * np.sqrt(len(rest)) / bottom.sum()
    return f"{ratio:.3f} ({error:.3f})"
