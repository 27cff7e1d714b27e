"""Files in the formats of witan.send: by hand, and an account that closes."""

import pytest
from intake_cases import FLOWS, INTO, STAYS, write

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources.text_tables import first_rows
from sufficiency.sources.witan.reading import KIND
from sufficiency.tables import check_table

LEAVES = "2023,M,T,11,NONSEND,NONSEND,12\n"
TEXT = FLOWS + INTO + STAYS + LEAVES + "2023,M,T,5,special,T,6\n2023,M,T,5,special,T,6\n"
CODES = {"needs": {"T": "SEMH"}, "settings": {"M": "mainstream"}}


def read(folder, **options):
    write(folder, "transitions.csv", TEXT)
    return sf.read_witan(folder, **{**CODES, **options})


def test_a_transition_is_labelled_by_the_academic_year_of_its_later_january(tmp_path):
    """Labelled 2023: January 2023 to January 2024, which is in 2023/24."""
    made = read(tmp_path).held["transitions"]
    rows = made.fillna({"ncy_from": 99, "ncy_to": 99}).to_numpy().tolist()
    assert rows == [
        [2023, "all", "", 99, "outside", "ASD", 4, "special", 1, "supplied"],
        [2023, "all", "ASD", 4, "special", "ASD", 5, "special", 1, "supplied"],
        [2023, "all", "SEMH", 5, "mainstream", "SEMH", 6, "special", 2, "supplied"],
        [2023, "all", "SEMH", 11, "mainstream", "", 99, "outside", 1, "supplied"],
    ]


def test_stocks_stand_at_both_ends(tmp_path):
    plans = read(tmp_path).held["plans"]
    assert plans.groupby("year")["plans"].sum().to_dict() == {2022: 4, 2023: 4}
    assert plans[plans["year"] == 2023]["setting"].tolist() == ["special"] * 3


@pytest.mark.parametrize(("label", "year"), [("january", 2022), ("mid_year", 2023)])
def test_population_is_of_the_january_or_of_the_estimate(label, year, tmp_path):
    """witan.population names the January after the mid-year: mid-2022 is 2023 there."""
    rows = "".join(f"2023,{ncy},{100 + ncy}\n" for ncy in range(-5, 26))
    write(tmp_path, "population.csv", "calendar-year,academic-year,population\n" + rows)
    made = read(tmp_path, population_of=label, locality="ALL")
    population = made.held["population"]
    assert set(population["year"]) == {year}
    assert population["ncy"].tolist() == list(range(-4, 21))
    assert population["persons"].tolist() == [float(100 + ncy) for ncy in range(-4, 21)]
    assert made.account()["rows"].sum() == 5 + 31


def test_costs_are_those_of_a_child_and_year_and_averaged_by_children(tmp_path):
    """Two children end in special with ASD, two with SEMH: (2 x 30000 + 2 x 21000) / 4."""
    write(tmp_path, "costs.csv", "need,setting,cost\nASD,special,30000\nT,special,21000\n")
    made = read(tmp_path, needs={"T": "ASD"}, price_year=2024)
    (row,) = made.held["costs"].to_dict("records")
    assert (row["setting"], row["need"], row["pounds"], row["unit"]) == (
        *("special", "ASD", 25_500.0),
        "child_year",
    )
    assert (row["basis"], row["price_year"]) == ("estimated", 2024)
    apart = read(tmp_path, price_year=2024).held["costs"]
    assert apart.set_index("need")["pounds"].to_dict() == {"ASD": 30_000.0, "SEMH": 21_000.0}
    assert set(apart["basis"]) == {"supplied"}


def test_every_table_is_one_of_an_area(tmp_path):
    write(tmp_path, "costs.csv", "need,setting,cost\nASD,special,30000\n")
    write(tmp_path, "population.csv", "calendar-year,academic-year,population\n2023,1,5\n")
    held = read(tmp_path, price_year=2024).held
    for name in ("transitions", "plans", "population", "costs"):
        checked = check_table(raw_of_frame(name, held[name]))
        assert checked.is_sound, name
        assert not checked.findings


def test_codes_are_suggested_saved_filled_in_and_read(tmp_path):
    write(tmp_path, "transitions.csv", TEXT)
    path = tmp_path / "codes.toml"
    made = sf.suggest_witan_codes(tmp_path, save_as=path)
    assert made == {"needs": {"ASD": "ASD", "T": ""}, "settings": {"M": "", "special": "special"}}
    with pytest.raises(sf.FindingsError, match="no meaning yet: T"):
        sf.read_witan(tmp_path, needs=path, settings=path)
    filled = path.read_text().replace('T = ""', 'T = "SEMH"').replace('M = ""', 'M = "mainstream"')
    path.write_text(filled)
    again = sf.read_witan(tmp_path / "transitions.csv", needs=path, settings=path)
    assert again.held["transitions"].equals(read(tmp_path).held["transitions"])


def test_the_kind_is_told_by_its_first_rows(tmp_path):
    assert KIND.recognises(first_rows(write(tmp_path, "any name.csv", TEXT)))
    assert not KIND.recognises([["need", "setting", "cost"]])
