"""Make the example area, North Northamptonshire, from published figures and stated inventions.

`python -m sufficiency.datasets.recipe` writes the tables in `datasets/north_northamptonshire`
again, from the figures in `datasets/published` and the inventions in `datasets/made`. The same
seed gives the same bytes. Each part stands in its own file: population, margins, plans (January
2025), years (the Januaries before), sites, placements.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sufficiency.datasets.recipe_margins import history, margins, years_with_plans
from sufficiency.datasets.recipe_placements import placements
from sufficiency.datasets.recipe_plans import (
    locality_rates,
    locality_weights,
    newest_children,
    plans_of,
)
from sufficiency.datasets.recipe_population import localities, population
from sufficiency.datasets.recipe_sites import pools_and_places, sites
from sufficiency.datasets.recipe_tables import HERE, LAST_CENSUS, SEED, chance, read, write
from sufficiency.datasets.recipe_years import YearBetween, earlier_children

FOLDER = HERE / "north_northamptonshire"
RATES, HOMES, YEARS, BASES, PLACES = range(1, 6)
"""The streams of chance, one for each part that needs any."""


def write_example(folder: Path) -> tuple[YearBetween, ...]:
    """Write all tables of the example area.

    Parameters
    ----------
    folder : pathlib.Path
        Where the CSV files go; made if need be, older files of the same names replaced.

    Returns
    -------
    tuple of YearBetween
        How many children stayed, joined, left and moved between the Januaries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people, published = population(), margins()
    rates = locality_rates(chance(RATES))
    weights = {year: locality_weights(people, year, rates) for year in years_with_plans()}
    newest = newest_children(published, weights[LAST_CENSUS], chance(HOMES))
    by_year, accounts = earlier_children(newest, published, weights, chance(YEARS))
    schools, pools = sites(chance(BASES)), pools_and_places()
    tables = {
        "about": _about(),
        "localities": localities(),
        "population": people,
        "plans": plans_of(by_year),
        "margins": published,
        "history": history(),
        "placements": placements(newest, pools, schools, chance(PLACES)),
        "sites": schools,
        "pools": _without_repeats(pools),
        "places": pools,
        "costs": pd.concat([read("published", "costs"), read("made", "costs")]),
    }
    for name, frame in tables.items():
        write(frame, name, folder)
    return accounts


def _about() -> pd.DataFrame:
    """Give what the area says of itself, with the seed of the recipe."""
    seed = pd.DataFrame({"item": ["note_seed"], "value": [f"The seed of the recipe is {SEED}."]})
    return pd.concat([read("made", "about"), seed], ignore_index=True)


def _without_repeats(pools: pd.DataFrame) -> pd.DataFrame:
    """Drop rows that say of a pool what its row before says: only its places changed."""
    said = ["site", "pool", "level", "setting", "needs", "ncy_from", "ncy_to"]
    return pools.sort_values(["site", "pool", "year"], kind="stable").drop_duplicates(said)


def main(arguments: Sequence[str]) -> None:
    """Write the example area into a folder, by default the one that ships with the package."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for account in write_example(folder):
        print(account)
    print(f"Written: {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
