"""Population by locality: by hand, and laws that hold whatever the figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_cases import AGES, HOMES, YIELD, ages, lookup_of, write

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.errors import FindingsError
from sufficiency.intake.ageing import only_older
from sufficiency.sources.populations.births import births_by_locality
from sufficiency.sources.populations.sharing import MEMORY, shares, split, usual_shares
from sufficiency.sources.reading import Reading, account_of
from sufficiency.tables import check_table

PERSONS = st.integers(0, 400)


def persons(reading, year, ncy):
    """Persons by locality."""
    table = reading.held["population"]
    rows = table[(table["year"] == year) & (table["ncy"] == ncy)]
    return dict(zip(rows["locality"], rows["persons"], strict=True))


def skewed():
    """Two small areas: A has 30 and B 10 of each age; but at age 4 A has 10 and B 30."""
    small = ages()
    small["persons"] = np.where(small["area"] == "A", 30.0, 10.0)
    small.loc[small["age"] == 4, "persons"] = np.where(
        small.loc[small["age"] == 4, "area"] == "A", 10.0, 30.0
    )
    return small


def whole(*years, persons=40.0):
    return ages(areas=("X",), years=years, persons=persons)


def test_a_year_group_is_followed_and_fades_towards_the_usual_share():
    """Age 4 of 2022 is 5 in 2023: s = 0.9 x 10/40 + 0.1 x u, u of ages 3 to 7 = 130/200."""
    made = sf.population_by_locality(skewed(), whole(2022, 2023))
    assert persons(made, 2022, 0) == {"A": 10.0, "B": 30.0}
    share = 0.9 * 10 / 40 + 0.1 * (4 * 30 + 10) / 200
    # Age 5 in 2022 looks at ages 3 to 7, of which one is age 4.
    assert persons(made, 2023, 1) == {"A": round(40 * share, 1), "B": round(40 - 40 * share, 1)}
    assert MEMORY == 0.9
    told = made.held["population"].groupby("year")["basis"].agg(set)
    assert told.to_dict() == {2022: {"supplied"}, 2023: {"estimated"}}


def test_with_full_memory_children_only_grow_older_and_without_it_only_the_usual_share_counts():
    full = sf.population_by_locality(skewed(), whole(2023, 2027), memory=1, gaps="leave")
    assert persons(full, 2027, 5) == {"A": 10.0, "B": 30.0}
    none = sf.population_by_locality(skewed(), whole(2023), memory=0)
    assert persons(none, 2023, 14) == {"A": 30.0, "B": 10.0}


def test_children_not_yet_born_are_where_the_youngest_were_or_where_births_are(tmp_path):
    path = write(tmp_path, "births.csv", "locality,year,births\nA,2023,10\nB,2023,30\n")
    small, projection = ages(), whole(2023, 2024)
    plain = sf.population_by_locality(small, projection, memory=1)
    assert persons(plain, 2023, -4) == {"A": 20.0, "B": 20.0}
    born = sf.population_by_locality(small, projection, births=path, memory=1)
    assert persons(born, 2023, -4) == {"A": 10.0, "B": 30.0}
    assert persons(born, 2024, -3) == {"A": 10.0, "B": 30.0}
    assert [one.file for one in born.provenance().inputs] == ["births.csv"]


def test_births_may_have_years_across(tmp_path):
    frame = sf.read_births(write(tmp_path, "births.csv", "ward code,2023,2024\nA,1,2\nB,3,4\n"))
    assert frame.groupby("year")["births"].sum().to_dict() == {2023: 4.0, 2024: 6.0}


def test_births_and_homes_are_of_the_same_column_of_localities(tmp_path):
    born = write(tmp_path, "births.csv", "lsoa code,msoa code,2023,2024\nE01,M1,1,2\nE02,M2,3,4\n")
    assert set(sf.read_births(born)["locality"]) == {"M1", "M2"}
    rows = "lsoa code,msoa code,year,homes\nE01,M1,2023,1\nE02,M2,2023,1\n"
    assert set(housing(tmp_path, rows).held["homes"]["locality"]) == {"M1", "M2"}


def housing(tmp_path, homes=HOMES, **options):
    return sf.read_housing(
        write(tmp_path, "homes.csv", homes), yields=write(tmp_path, "yields.csv", YIELD), **options
    )


def test_homes_times_yield_are_extra_persons_from_their_year_on(tmp_path):
    """100 homes at 0.2 over seven NC years: 20 / 7 in each; 0.1 over five: 2 in each."""
    made = housing(tmp_path, HOMES + "A,2024/25,50\n", until=2025)
    extra = made.held["extra_persons"].set_index(["year", "locality", "ncy"])["persons"]
    assert extra[2023, "A", 0] == pytest.approx(20 / 7)
    assert extra[2023, "A", 7] == pytest.approx(2)
    assert extra[2024, "A", 7] == extra[2025, "A", 7] == pytest.approx(3)
    assert extra.loc[2023].sum() == pytest.approx(100 * 0.3)
    across = housing(tmp_path, "locality,scheme,2023/24,2024/25\nA,Mill,100,50\n", until=2025)
    pd.testing.assert_frame_equal(across.held["extra_persons"], made.held["extra_persons"])


def test_homes_within_the_projection_move_shares_and_on_top_add_persons(tmp_path):
    homes = housing(tmp_path, HOMES.replace("100", "700"))
    within = sf.population_by_locality(ages(), whole(2023, 2024), housing=homes)
    assert persons(within, 2024, 0) == {"A": 26.7, "B": 13.3}  # (20 + 20) : 20 of 40
    on_top = sf.population_by_locality(ages(), whole(2023, 2024), housing=homes, homes="on_top")
    assert persons(on_top, 2024, 0) == {"A": 40.0, "B": 20.0}


def test_homes_finished_by_the_year_of_the_small_areas_add_nobody(tmp_path):
    """Children of 2022 in homes of 2021 and 2022 are in the small areas of 2022 already."""
    rows = HOMES.replace("A,2023,100\n", "A,2021,700\nA,2022,700\n")
    for way in ("within", "on_top"):
        homes = housing(tmp_path, rows)
        made = sf.population_by_locality(ages(), whole(2023, 2024), housing=homes, homes=way)
        assert persons(made, 2024, 0) == {"A": 20.0, "B": 20.0}
        (note,) = [one for one in made.findings if one.rule == "homes_counted_already"]
        assert note.seen == "1,400 homes are finished by 2022, and add nobody after it."
        assert note.file == "homes.csv"


def test_homes_between_two_years_of_small_areas_add_to_the_years_between_only(tmp_path):
    """700 homes of 2023 at 0.2 over seven NC years are 20: in 2023, and not after 2024."""
    small = pd.concat([ages(), ages(years=(2024,))])
    homes = housing(tmp_path, HOMES.replace("100", "700"))
    made = sf.population_by_locality(small, whole(2023, 2025), housing=homes, homes="on_top")
    assert persons(made, 2023, 0) == {"A": 40.0, "B": 20.0}
    assert persons(made, 2025, 0) == {"A": 20.0, "B": 20.0}


def test_small_areas_are_added_up_through_a_lookup(tmp_path):
    table = lookup_of(tmp_path, "lsoa21cd,ward24_code\nA,W1\nB,W1\n")
    made = sf.population_by_locality(ages(), whole(2023), lookup=table)
    assert persons(made, 2022, 3) == {"W1": 20.0}
    assert persons(made, 2023, 3) == {"W1": 40.0}


def holes():
    """Small areas A and B with something of B missing, and what should be said."""
    small, two = ages(), ages(years=(2022, 2023))
    yield small.drop(index=27 + 7), "B has no age 7 in 2022"
    yield small.assign(persons=small["persons"].mask(small.index == 27 + 7)), "B has no age 7"
    missing = (two["area"] == "B") & (two["year"] == 2023)
    yield two[~missing], r"B has no age 0, 1, 2, 3, 4, 5 \.\.\. in 2023"


@pytest.mark.parametrize(("small", "words"), list(holes()))
def test_what_is_missing_of_a_small_area_is_not_nought(small, words, tmp_path):
    """A and B are one ward: without the check it would have A's children only."""
    table = lookup_of(tmp_path, "lsoa21cd,ward24_code\nA,W1\nB,W1\n")
    with pytest.raises(sf.FindingsError, match=words):
        sf.population_by_locality(small, whole(2023, 2024), lookup=table)
    made = Reading("population", "", {"ages": small}, account_of([]))
    with pytest.raises(sf.FindingsError, match=words):
        only_older(made, until=2026, lookup=table)


def test_ages_beyond_24_that_some_areas_lack_are_not_looked_at(tmp_path):
    """Age 26 of B is missing: shares are as if nobody had said age 26 of A either."""
    table = lookup_of(tmp_path, "lsoa21cd,ward24_code\nA,W1\nB,W2\n")
    small = ages()
    partly, without = small.drop(index=27 + 26), small[small["age"] < 26]
    one, two = (
        sf.population_by_locality(given, whole(2023), lookup=table) for given in (partly, without)
    )
    pd.testing.assert_frame_equal(one.held["population"], two.held["population"])


def test_a_year_that_is_skipped_is_filled_by_following_children():
    """Age 10 in the middle year: mean of 9 before and 11 after; age 20: of 20 and 20."""
    projection = whole(2022, 2024)
    projection["persons"] = projection["age"] + np.where(projection["year"] == 2024, 100.0, 0.0)
    made = sf.population_by_locality(ages(areas=("A",)), projection, gaps="fill")
    assert persons(made, 2023, 6) == {"A": (9 + 111) / 2}
    assert persons(made, 2023, 16) == {"A": (20 + 120) / 2}
    assert persons(made, 2023, -4) == {"A": 50.0}


def test_a_year_between_the_small_areas_and_the_projection_is_skipped_too():
    """Small areas of 2022 hold 40 children of each age; the projection begins in 2024 with 60."""
    small = ages(areas=("A",)).assign(persons=40.0)
    projection = whole(2024, 2025).assign(persons=60.0)
    left = sf.population_by_locality(small, projection)
    assert sorted(set(left.held["population"]["year"])) == [2022, 2024, 2025]
    assert [(note.rule, note.seen) for note in left.findings] == [
        ("locality_population_gap", "The projection has no 2023.")
    ]
    made = sf.population_by_locality(small, projection, gaps="fill")
    assert sorted(set(made.held["population"]["year"])) == [2022, 2023, 2024, 2025]
    assert persons(made, 2023, 6) == {"A": 50.0}
    assert [note.rule for note in made.findings] == ["locality_population_filled"]
    two = pd.concat([small, small.assign(year=2024)])
    between = sf.population_by_locality(two, whole(2024, 2025).assign(persons=60.0), gaps="fill")
    assert sorted(set(between.held["population"]["year"])) == [2022, 2023, 2024, 2025]


def test_later_small_areas_are_taken_as_the_new_base():
    small = pd.concat([ages(), skewed().assign(year=2024)])
    made = sf.population_by_locality(small, whole(2023, 2025), memory=1)
    assert persons(made, 2023, 1) == {"A": 20.0, "B": 20.0}
    assert persons(made, 2025, 1) == {"A": 10.0, "B": 30.0}


def test_the_table_is_one_of_an_area():
    made = sf.population_by_locality(skewed(), whole(2022, 2023, 2024))
    checked = check_table(raw_of_frame("population", made.held["population"]))
    assert checked.is_sound
    assert not checked.findings
    assert made.account()["rows"].tolist() == [len(made.held["population"])]


@given(
    children=st.lists(st.lists(PERSONS, min_size=27, max_size=27), min_size=1, max_size=5),
    totals=st.lists(st.integers(0, 9_999_999), min_size=25, max_size=25),
    memory=st.floats(0, 1),
    ahead=st.integers(1, 30),
)
def test_shares_add_up_to_one_and_persons_to_the_authority(children, totals, memory, ahead):
    counted = np.array(children, dtype=float)
    made = shares(counted, ages=25, ahead=ahead, memory=memory, births={})
    assert made.min() >= 0
    np.testing.assert_allclose(made.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(usual_shares(counted).sum(axis=0), 1, atol=1e-9)
    for age, thousandths in enumerate(totals):
        parts = split(thousandths / 1000, made[:, age])
        assert parts.min() >= 0
        assert round(parts.sum() * 1000, 3) == thousandths


@given(st.permutations(["A", "B", "C", "D"]))
def test_the_order_of_small_areas_does_not_matter(order):
    small = ages(areas=("A", "B", "C", "D"))
    small["persons"] = small["age"] + small["area"].map({"A": 1.0, "B": 2.0, "C": 3.0, "D": 5.0})
    shuffled = pd.concat([small[small["area"] == area] for area in order])
    one, two = (sf.population_by_locality(given, whole(2023)) for given in (small, shuffled))
    pd.testing.assert_frame_equal(one.held["population"], two.held["population"])


def test_nobody_is_shared_by_all_children():
    """Where no small area has children about an age, all its children say where they are."""
    small = ages(areas=("A", "B"), persons=0.0)
    small.loc[(small["area"] == "B") & (small["age"] == 20), "persons"] = 8.0
    made = sf.population_by_locality(small, whole(2023))
    assert persons(made, 2023, 2) == {"A": 0.0, "B": 40.0}
    assert len(AGES) == 27


def test_births_of_no_locality_are_named_with_their_file_and_row(tmp_path):
    path = write(tmp_path, "born.csv", "ward code,year,births\nW1,2023,5\nW2,2023,5\nW3,2023,5\n")
    with pytest.raises(FindingsError, match=r"born\.csv, row 4: W3 is not a locality") as caught:
        births_by_locality(path, localities=("W1", "W2"))
    assert caught.value.findings[0].row == 4


@pytest.mark.parametrize(
    ("times", "later", "is_refused"),
    [(1.4, 2024, False), (1.6, 2024, True), (0.6, 2027, True), (1.6, 2028, False)],
)
def test_small_areas_are_held_against_a_year_near_by_that_the_projection_has(
    times, later, is_refused
):
    """The same children, counted in two files of different years, had differed tenfold unseen."""
    small, later_years = ages(persons=100.0), whole(later, persons=200.0 * times)
    if not is_refused:
        sf.population_by_locality(small, later_years, gaps="fill")
        return
    with pytest.raises(sf.FindingsError, match="They are the same children") as caught:
        sf.population_by_locality(small, later_years, gaps="fill")
    assert [one.rule for one in caught.value.findings] == ["locality_population_years_apart"]


def test_of_young_adults_nothing_is_said():
    """Students come and go, and are counted where they study."""
    small = ages(persons=100.0)
    small.loc[small["age"] > 16, "persons"] = 2000.0
    sf.population_by_locality(small, whole(2024, persons=200.0), gaps="fill")
