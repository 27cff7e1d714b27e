"""Score `project` on made-up areas whose future is known: bias, error, and whether ranges hold.

    python benchmarks/synthetic.py 60                     # seeds 1000 to 1059, assumptions held
    python benchmarks/synthetic.py 60 --seeds reporting   # seeds 5000 to 5059
    python benchmarks/synthetic.py 60 --assumptions broken
    python benchmarks/synthetic.py 60 --flows both        # from stocks, from transitions, ratio
    python benchmarks/synthetic.py 60 --margins --years   # fitted margins; sizes of year effects
    python benchmarks/synthetic.py 500 --seeds reporting --workers 2 --out scores.csv

Whatever is chosen by looking at a table is chosen on the seeds for choosing; what is published is
run once on the seeds for reporting. Once something is mended because of what these showed, they are
no longer unseen: the mend is reported on the next block. From stocks only January counts are given
to the model. An area takes about two seconds. With --out each area is written when it is done, and
a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import pandas as pd
from synthetic_fitting import fitted_scores
from synthetic_scores import scored
from synthetic_tables import (
    bias_table,
    fitting_table,
    held_table,
    ratio_table,
    score_table,
)
from synthetic_years import recovery_table, year_effects

SEEDS = {"choosing": 1000, "reporting": 5000, "reporting-2": 20_000}
FLOWS = {
    "stocks": ("stocks",),
    "transitions": ("transitions",),
    "both": ("stocks", "transitions"),
}
DRAWS = 200
OPTIONS_AS_USUAL: dict[str, object] = {
    "assumptions": "held",
    "plans": 4000,
    "localities": 12,
    "breaks": 0,
    "restated_share": 0.0,
    "unknown_share": 0.0,
}


def areas_scored(
    seeds: Sequence[int],
    options: Mapping[str, object],
    flows: Sequence[str],
    *,
    draws: int = DRAWS,
    workers: int = 1,
    out: Path | None = None,
) -> pd.DataFrame:
    """Score so many areas, those that a file holds already left out.

    Parameters
    ----------
    seeds : sequence of int
    options : mapping
        Of `sufficiency.synthetic_area`.
    flows : sequence of str
        "stocks", "transitions", or both.
    draws, workers : int
    out : Path, optional
        CSV file of scores, each with the options it was made with; made where it is not there.

    Returns
    -------
    pandas.DataFrame
        Columns of `synthetic_scores.scored`.
    """
    named = {**options, "draws": draws}
    known = _known(out, named)
    if not known.empty:
        known = known[known["seed"].isin(seeds) & known["flows"].isin(flows)]
    frames = [] if known.empty else [known]
    done = set() if known.empty else set(zip(known["seed"], known["flows"], strict=True))
    left = [seed for seed in seeds if any((seed, kind) not in done for kind in flows)]
    for frame in _each(scored, left, options, flows, workers=workers, draws=draws):
        new = frame[[pair not in done for pair in zip(frame["seed"], frame["flows"], strict=True)]]
        frames.append(new)
        if out is not None:
            new.assign(**named).to_csv(out, mode="a", index=False, header=not out.exists())
    return pd.concat(frames, ignore_index=True)


def _known(out: Path | None, named: Mapping[str, object]) -> pd.DataFrame:
    """Read the scores that were made with the same options."""
    if out is None or not out.exists():
        return pd.DataFrame()
    known = pd.read_csv(out)
    for option, value in named.items():
        known = known[known[option] == value]
    return known.drop(columns=list(named))


def _each(
    what: Callable[..., pd.DataFrame],
    seeds: Sequence[int],
    *given: object,
    workers: int,
    **named: object,
) -> Iterator[pd.DataFrame]:
    """Do the same for each seed, in so many processes; as they come, in the order of seeds."""
    if workers == 1:
        yield from (what(seed, *given, **named) for seed in seeds)
        return
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=workers, return_as="generator")
    yield from parallel(delayed(what)(seed, *given, **named) for seed in seeds)


def measured_tables(
    seeds: Sequence[int],
    options: Mapping[str, object],
    *,
    flows: Sequence[str] = ("stocks",),
    draws: int = DRAWS,
    workers: int = 1,
    out: Path | None = None,
    margins: bool = False,
    years: bool = False,
) -> dict[str, str]:
    """Score so many areas, and lay everything out: tables by title."""
    scores = areas_scored(seeds, options, flows, draws=draws, workers=workers, out=out)
    tables = {}
    for kind in flows:
        held = scores[scores["flows"] == kind]
        tables[f"From {kind}"] = score_table(held)
        tables[f"Bias, from {kind}"] = bias_table(held)
        tables[f"Against what is promised, from {kind}"] = held_table(held)
    if len(flows) > 1:
        tables["WAPE from stocks over that from transitions"] = ratio_table(scores)
    if years:
        found = pd.concat(_each(year_effects, seeds, options, workers=workers))
        tables["How much years differ, from transitions"] = recovery_table(found)
    if margins:
        fitted = pd.concat(_each(fitted_scores, seeds, options, workers=workers))
        tables["From margins only"] = fitting_table(fitted)
    return tables


def main() -> None:
    """Score as many areas as are asked for, and print the tables."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("areas", type=int, nargs="?", default=20)
    given.add_argument("--seeds", choices=SEEDS, default="choosing")
    given.add_argument("--flows", choices=FLOWS, default="stocks")
    given.add_argument("--margins", action="store_true", help="fit margins to the true table too")
    given.add_argument("--years", action="store_true", help="sizes of year effects too")
    given.add_argument("--workers", type=int, default=1)
    given.add_argument("--out", type=Path, help="CSV file that scores are added to")
    given.add_argument("--draws", type=int, default=DRAWS)
    for option, usual in OPTIONS_AS_USUAL.items():
        word = f"--{option.replace('_', '-')}"
        choices = ("held", "broken") if option == "assumptions" else None
        given.add_argument(word, type=type(usual), choices=choices, default=usual)
    asked = given.parse_args()
    options = {option: getattr(asked, option) for option in OPTIONS_AS_USUAL}
    first, start = SEEDS[asked.seeds], perf_counter()
    tables = measured_tables(
        range(first, first + asked.areas),
        options,
        flows=FLOWS[asked.flows],
        draws=asked.draws,
        workers=asked.workers,
        out=asked.out,
        margins=asked.margins,
        years=asked.years,
    )
    print(
        f"{asked.areas} areas, seeds {first} to {first + asked.areas - 1} ({asked.seeds}), "
        f"{asked.draws} draws, {', '.join(f'{k} {v}' for k, v in options.items())}; "
        f"{perf_counter() - start:.0f} s. In per cent, standard errors over areas in brackets."
    )
    for title, text in tables.items():
        print(f"\n### {title}\n\n{text}")


if __name__ == "__main__":
    main()
