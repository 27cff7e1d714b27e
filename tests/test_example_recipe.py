"""The example area: what is published re-adds, what is made up is labelled, and all of it reruns.

Figures typed here are the Department's: Education, health and care plans, reporting year 2025,
North Northamptonshire (E06000061), read from the publication and not from the example's tables.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sufficiency
from sufficiency import terms
from sufficiency.datasets import recipe
from sufficiency.datasets.recipe_placements import placements
from sufficiency.datasets.recipe_plans import Children
from sufficiency.datasets.recipe_population import authority_totals
from sufficiency.datasets.recipe_sites import pools_and_places, sites
from sufficiency.datasets.recipe_tables import SETTINGS, chance, whole_shares
from sufficiency.datasets.recipe_years import SHARE_LEAVING

TABLES = (
    "about",
    "localities",
    "population",
    "plans",
    "margins",
    "history",
    "placements",
    "sites",
    "pools",
    "places",
    "costs",
)
NEEDS_OF_2025 = {
    "SLCN": 1590,
    "SEMH": 950,
    "ASD": 790,
    "MLD": 621,
    "SLD": 214,
    "SPLD": 134,
    "PD": 83,
    "OTH": 69,
    "HI": 34,
    "PMLD": 29,
    "VI": 23,
    "MSI": 14,
}
AGES_OF_2025 = {(4, 10): 1906, (11, 15): 1715, (16, 19): 720, (20, 25): 75}
# The Department's mainstream holds resourced provision and units; its further education holds
# specialist post-16 institutions; its "elsewhere" holds children not in education. In January
# 2023 its "elsewhere" is 138 without 13 children in other settings, who are in the total.
JANUARIES = {
    2022: (2842, 957, 34 + 144, 1209, 123, 388, 63),
    2023: (3529, 1345, 37 + 146, 1272, 180, 444, 138 + 13),
    2024: (3819, 1656, 35 + 139, 1344, 197, 375, 146),
    2025: (4551, 2125, 56 + 212, 1380, 215, 419, 250),
}
OVER_THEIR_PLACES = {("131079", "all"): 4, ("140277", "all"): 3, ("141791", "secondary"): 4}
"""Pools that hold more children than places, as the about table says."""
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b")


@cache
def table(name) -> pd.DataFrame:
    site = {"site": str} if name in ("sites", "pools", "places", "placements") else {}
    return pd.read_csv(recipe.FOLDER / f"{name}.csv", dtype=site)


def newest_rows(name) -> pd.DataFrame:
    """The row of each pool that holds in January 2025."""
    rows = table(name)[table(name)["year"] <= 2024].sort_values("year", kind="stable")
    return rows.drop_duplicates(["site", "pool"], keep="last").set_index(["site", "pool"])


def plans_in(january) -> pd.DataFrame:
    return table("plans").query("year == @january - 1")


def test_january_2025_has_the_published_needs_and_ages():
    plans = plans_in(2025)
    assert plans["plans"].sum() == 4551
    assert plans.groupby("need")["plans"].sum().to_dict() == NEEDS_OF_2025
    for (low, high), known in AGES_OF_2025.items():
        assert plans.loc[plans["ncy"].between(low - 4, high - 4), "plans"].sum() == known


@pytest.mark.parametrize("january", JANUARIES)
def test_every_january_has_the_published_settings(january):
    total, mainstream, base, special, independent, further, elsewhere = JANUARIES[january]
    seen = plans_in(january).groupby("setting")["plans"].sum().reindex(SETTINGS, fill_value=0)
    assert seen.sum() == total
    assert seen["mainstream"] + seen["base"] == mainstream
    assert seen["base"] == base
    assert seen["special"] == special
    assert seen["independent"] == independent
    assert seen["fe"] + seen["specialist_post16"] == further
    assert seen["elsewhere"] + seen["not_in_education"] == elsewhere


def test_every_published_total_re_adds_from_the_plans():
    plans = table("plans")
    counted = {year: plans[plans["year"] == year] for year in set(plans["year"])}
    wrong = []
    for row in table("margins").itertuples(index=False):
        rows = counted[row.year]
        chosen = np.ones(len(rows), dtype=bool)
        if isinstance(row.need, str):
            chosen &= (rows["need"] == row.need).to_numpy()
        if isinstance(row.setting, str):
            chosen &= (rows["setting"] == row.setting).to_numpy()
        if not np.isnan(row.ncy_to):
            chosen &= rows["ncy"].between(row.ncy_from, row.ncy_to).to_numpy()
        if rows["plans"].to_numpy()[chosen].sum() != row.plans:
            wrong.append(row)
    assert wrong == []
    assert counted.keys() == set(table("margins")["year"])


def test_each_margin_adds_to_the_published_total_of_its_january():
    totals = table("margins").groupby(["margin", "year"])["plans"].sum()
    for (_, year), total in totals.items():
        assert total == JANUARIES[year + 1][0]


def test_population_adds_to_the_published_totals_to_the_last_digit():
    population = table("population")
    thousandths = (population["persons"] * 1000).round().astype("int64")
    seen = thousandths.groupby([population["year"], population["ncy"]]).sum()
    known = authority_totals()
    assert set(population["year"]) == set(range(2020, 2036))
    assert all(seen[year, ncy] == known[year][ncy + 4] for year, ncy in seen.index)
    assert len(population) == 16 * 40 * 25


@pytest.mark.parametrize(
    ("year", "age", "persons"),
    [(2020, 5, 4538), (2022, 5, 4269), (2024, 5, 4364.889), (2030, 11, 4620.007)],
    ids=["estimate 2020", "projection 2022", "projection 2024", "projection 2030"],
)
def test_children_of_the_authority_as_ons_published_them(year, age, persons):
    rows = table("population").query("year == @year and ncy == @age - 4")
    assert rows["persons"].sum() == pytest.approx(persons, abs=1e-6)


def test_children_of_2021_lie_between_the_years_around():
    known = authority_totals()
    assert known[2021][10] == (known[2020][9] + known[2022][11]) // 2
    assert known[2021][20] == (known[2020][20] + known[2022][20]) // 2


def test_no_more_plans_than_children():
    key = ["year", "locality", "ncy"]
    plans = table("plans").groupby(key)["plans"].sum()
    persons = table("population").set_index(key)["persons"]
    assert (plans <= persons.reindex(plans.index)).all()


def test_placements_are_all_plans_in_bases_special_and_independent_schools():
    setting = newest_rows("pools")["setting"]
    placed = table("placements").join(setting, on=["site", "pool"])
    key = ["locality", "need", "ncy", "setting"]
    wanted = plans_in(2025).query("setting in ['base', 'special', 'independent']")
    pd.testing.assert_series_equal(
        placed.groupby(key)["plans"].sum(), wanted.groupby(key)["plans"].sum()
    )
    totals = placed.groupby("setting")["plans"].sum().to_dict()
    assert totals == {"base": 268, "independent": 215, "special": 1380}


def test_every_pool_serves_the_children_placed_in_it():
    placed = table("placements").join(
        newest_rows("pools")[["needs", "ncy_from", "ncy_to"]], on=["site", "pool"]
    )
    served = [need in needs.split(";") for need, needs in placed[["need", "needs"]].to_numpy()]
    assert all(served)
    assert (placed["ncy_from"] <= placed["ncy"]).all()
    assert (placed["ncy"] <= placed["ncy_to"]).all()


def test_no_pool_is_over_its_places_but_the_three_that_are_named():
    places = newest_rows("places")
    ours = table("placements").groupby(["site", "pool"])["plans"].sum()
    over = ours.reindex(places.index, fill_value=0) + places["taken"] - places["places"]
    assert over[over > 0].astype(int).to_dict() == OVER_THEIR_PLACES


def test_most_children_stay_from_january_to_january_in_every_year_group():
    """No year group of school age falls by more than the usual share of leavers."""
    stock = table("plans").pivot_table(index="ncy", columns="year", values="plans", aggfunc="sum")
    for year in (2021, 2022, 2023):
        for ncy in range(-1, 11):
            assert stock.loc[ncy + 1, year + 1] >= np.floor(
                stock.loc[ncy, year] * (1 - SHARE_LEAVING)
            )


def test_localities_keep_their_children():
    """Aged by a year, no cell of a locality loses many: the years are no white noise."""
    wide = table("plans").pivot_table(
        index="locality", columns=["year", "ncy"], values="plans", aggfunc="sum", fill_value=0
    )
    falls = [
        wide[year + 1].reindex(columns=range(0, 11), fill_value=0).to_numpy()
        - wide[year].reindex(columns=range(-1, 10), fill_value=0).to_numpy()
        for year in (2021, 2022, 2023)
    ]
    assert np.mean(np.array(falls) < -2) < 0.01


def test_what_is_made_up_says_so():
    for name in ("plans", "placements", "pools", "places"):
        assert set(table(name)["basis"]) == {"made"}
    known = table("sites").set_index("site")
    made = known["basis"] == "made"
    assert known.loc[made, "name"].str.endswith("(made up)").all()
    assert known.loc[made, "urn"].isna().all()
    assert known.loc[~made, "urn"].notna().all()
    assert set(known.loc[~made, "basis"]) == {"published"}
    population = table("population")
    assert set(population.loc[population["year"] > 2020, "basis"]) == {"estimated"}
    assert {"note_made", "note_seed", "attribution"} <= set(table("about")["item"])


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_plain_and_in_order(name):
    raw = (recipe.FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert not POSTCODE.search(raw.decode("utf-8"))
    contract = terms.table(name)
    seen = table(name)
    assert list(seen.columns) == [column.name for column in contract.columns]
    key = list(contract.key)
    assert not seen.duplicated(key).any()
    again = seen.sort_values(key, kind="stable", na_position="first")
    assert list(again.index) == list(seen.index)


def test_the_inputs_hold_no_postcode():
    for file in sorted(recipe.HERE.glob("*/*.csv")):
        assert not POSTCODE.search(file.read_text(encoding="utf-8")), file.name


def test_every_published_input_names_its_source():
    folder = recipe.HERE / "published"
    named = set(pd.read_csv(folder / "sources.csv")["file"])
    assert named == {file.name for file in folder.glob("*.csv")} - {"sources.csv"}


def test_england_need_by_age_adds_to_the_published_totals():
    """January 2025: 638,745 plans, of which ASD 201,183 and SEMH 132,217."""
    england = pd.read_csv(Path(sufficiency.__file__).parent / "england" / "need_by_age.csv")
    by_need = england.groupby("need")["plans"].sum()
    assert (by_need.sum(), by_need["ASD"], by_need["SEMH"]) == (638_745, 201_183, 132_217)


def test_settings_of_england_add_up_but_in_the_one_year_that_the_notes_name():
    england = table("history").query("area == 'England' and year >= 2018")
    total = england[england["setting"].isna()].set_index("year")["plans"]
    parts = england[england["setting"].notna()].groupby("year")["plans"].sum()
    short = (total - parts).to_dict()
    assert short == {2018: 0, 2019: 0, 2020: 0, 2021: 0, 2022: 0, 2023: 3645, 2024: 0}
    assert table("about")["value"].str.contains("3,645 fewer").any()


def test_whole_shares_add_up_and_favour_the_largest_remainder():
    assert whole_shares(np.array([1.2, 2.7, 0.1]), 4).tolist() == [1, 3, 0]


def test_pools_that_cannot_hold_the_children_are_refused():
    special = np.full(3, SETTINGS.index("special"))
    three = Children(np.zeros(3, dtype=int), np.full(3, 11), special, np.zeros(3, dtype=int))
    pools = pools_and_places().query("setting == 'special'").head(1).assign(places=2, taken=0)
    schools = sites(chance(recipe.BASES))
    with pytest.raises(RuntimeError, match="'special' cannot hold all of its 3 children"):
        placements(three, pools, schools, chance(recipe.PLACES), settings=("special",))


@pytest.mark.slow
def test_the_recipe_makes_the_same_bytes_again(tmp_path, capsys):
    recipe.main([str(tmp_path)])
    assert "left=357" in capsys.readouterr().out
    assert sorted(file.stem for file in tmp_path.iterdir()) == sorted(TABLES)
    for name in TABLES:
        shipped = (recipe.FOLDER / f"{name}.csv").read_bytes()
        assert (tmp_path / f"{name}.csv").read_bytes() == shipped, name
