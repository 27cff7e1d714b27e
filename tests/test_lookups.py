"""Look-ups to localities, the table of localities, and that no postcode ever leaves."""

import pytest
from intake_cases import AGES, PAIRS, book, small_areas, write

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources.lookup_headings import KINDS, find_column, headed
from sufficiency.sources.lookups import KIND
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

DIRECTORY = """pcd,pcd2,pcds,dointr,doterm,oseast1m,osnrth1m,lsoa21,msoa21,osward,oslaua
NN1 1AA,NN1  1AA,NN1 1AA,198001,,475000,260000,E01000001,E02000001,E05000001,E06000061
NN11AB,NN1  1AB,NN1 1AB,198001,202001,475000,260000,E01000002,E02000001,E05000002,E06000061
NN2 1AA,NN2  1AA,NN2 1AA,198001,,475000,260000,E01000003,E02000002,E05000003,E06000062
"""


def test_the_postcode_directory_leads_to_wards_and_shows_no_postcode(tmp_path):
    table = sf.read_lookup(
        write(tmp_path, "onspd.csv", DIRECTORY), code="postcode", to="ward", authority="E06000061"
    )
    asked = ["nn1 1aa", "NN11AB", " NN1 1AB ", "NN2 1AA", "ZZ1 1ZZ", ""]
    assert table.localities_of(asked) == [
        *("E05000001", "E05000002", "E05000002"),
        *(None, None, None),
    ]
    assert table.held["localities_counted"].to_numpy().tolist() == [
        ["E05000001", 1],
        ["E05000002", 1],
    ]
    assert table.account()["rows"].sum() == 3
    saved = table.save(tmp_path / "saved")
    told = repr(table) + table._repr_html_() + str(table.tables()) + str(table.provenance())
    told += "".join(file.read_text(encoding="utf-8") for file in saved.iterdir())
    told += str(table.pairs) + repr(table.settings)
    for secret in ("NN1 1A", "NN11A", "NN2"):
        assert secret not in told


@pytest.mark.parametrize(
    ("text", "code", "to"),
    [
        ("pcds,lsoa21cd\nNN1 1AA,E01000001\n", "lsoa", "postcode"),
        ("pcds,lsoa21cd\nNN1 1AA,E01000001\n", "lsoa", "pcds"),
        ("Home,lsoa21cd\nNN1 1AA,E01000001\n", "Home", "lsoa"),
        ("Home,lsoa21cd\nnn11aa,E01000001\n", "Home", "lsoa"),
        ("Home,lsoa21cd\nNN1 1AA,E01000001\n", "lsoa", "Home"),
        ("pcds,Area\nNN1 1AB,NN1 1AA\n", "postcode", "Area"),
        ("lsoa21cd,ward24_code,ward24_name\nE01000001,E05000001,NN1 1AA\n", "lsoa", "ward"),
    ],
)
def test_postcodes_come_into_no_table_whatever_their_heading(text, code, to, tmp_path):
    path = write(tmp_path, "homes.csv", text)
    with pytest.raises(sf.SufficiencyError, match="postcode") as told:
        sf.read_lookup(path, code=code, to=to)
    assert "1AA" not in str(told.value).upper()


def test_digests_of_two_readings_differ(tmp_path):
    path = write(tmp_path, "onspd.csv", DIRECTORY)
    one, two = (sf.read_lookup(path, code="postcode", to="msoa") for _ in range(2))
    assert set(one.pairs).isdisjoint(two.pairs)
    assert one.localities_of(["NN2 1AA"]) == two.localities_of(["NN2 1AA"]) == ["E02000002"]


def test_small_areas_lead_to_wards_with_names(tmp_path):
    text = "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
    text += (
        "E01000001,A,E05000001,Hill,E06000061,North\nE01000002,B,E05000001,Hill,E06000061,North\n"
    )
    table = sf.read_lookup(write(tmp_path, "a.csv", text), code="lsoa", to="ward")
    assert table.localities_of(["E01000002", "E01000009"]) == ["E05000001", None]
    assert table.held["names"].to_numpy().tolist() == [["E05000001", "Hill"]]


def test_a_councils_own_planning_areas_keep_noughts_and_1E05_codes(tmp_path):
    rows = [["Postcode", "School planning area"], ["NN1 1AA", "007"], ["NN1 1AB", "1E05"]]
    table = sf.read_lookup(
        book(tmp_path, "areas.xlsx", {"Areas": rows}), code="postcode", to="planning_area"
    )
    assert table.localities_of(["NN1 1AA", "NN1 1AB"]) == ["007", "1E05"]
    named = write(tmp_path, "b.csv", "lsoa21cd,Our zone\nE01000001,07\n")
    assert sf.read_lookup(named, code="lsoa", to="Our zone").pairs == {"E01000001": "07"}


def test_the_kind_is_told_by_its_first_rows(tmp_path):
    assert KIND.recognises(first_rows(write(tmp_path, "a.csv", PAIRS)))
    assert KIND.recognises(first_rows(write(tmp_path, "b.csv", DIRECTORY)))
    assert not KIND.recognises([["locality", "year", "homes"]])


def test_the_point_of_a_locality_is_weighted_by_its_residents(tmp_path):
    """Areas of 27 and 54 persons at eastings 480000 and 483000: a third, two thirds."""
    header = "LSOA code,LSOA name,msoa21_code,msoa21_name,ltla22_name,easting,northing,"
    rows = [
        f"E0100000{n},A{n},M,Mill,Town,{480_000 + 3000 * (n - 1)},280000," + ",".join([str(n)] * 27)
        for n in (1, 2)
    ]
    path = write(tmp_path, "mid2022.csv", "\n".join([header + ",".join(AGES), *rows]))
    small = sf.read_population(path)
    made = sf.localities_from(small, locality="msoa", group="district")
    (row,) = made.held["localities"].to_dict("records")
    assert row["easting"] == 482_000
    assert (row["locality"], row["name"], row["group"]) == ("M", "Mill", "Town")
    assert row["basis"] == "estimated"


def test_groups_may_come_from_a_column_or_a_lookup(tmp_path):
    small = small_areas(tmp_path)
    by_column = sf.localities_from(small, group="old_town").held["localities"]
    assert set(by_column["group"]) == {"Town"}
    pairs = write(tmp_path, "g.csv", "lsoa21cd,cluster\nE01000001,C1\nE01000002,C1\nE01000003,C2\n")
    table = sf.read_lookup(pairs, code="lsoa", to="cluster")
    by_lookup = sf.localities_from(small, group=table).held["localities"]
    assert by_lookup["group"].tolist() == ["C1", "C1", "C2"]
    assert set(by_lookup["basis"]) == {"published"}


@pytest.mark.parametrize(
    ("ranks", "decile"),
    [
        ((1, 1), 1),
        ((33_755, 33_755), 10),
        ((3_375, 3_375), 1),
        ((3_376, 3_376), 2),
        # Weighted by 1 and 3: a mean rank of 25001, in the eighth tenth (23629 to 27004).
        ((4, 33_333), 8),
    ],
)
def test_the_decile_is_that_of_the_weighted_mean_rank(ranks, decile, tmp_path):
    text = "LSOA code (2021),Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
    text += "Total population: mid 2022\n"
    text += f"E01000001,{ranks[0]},1000\nE01000002,{ranks[1]},3000\nE01000003,9,9\n"
    path = write(tmp_path, "File_7_IoD2025.csv", text)
    made = sf.localities_from(small_areas(tmp_path), locality="msoa", deprivation=path)
    assert made.held["localities"]["imd_decile"].tolist() == [decile, 1]


def test_deciles_are_averaged_where_there_are_no_ranks(tmp_path):
    path = write(tmp_path, "imd.csv", "lsoa21_code,IMD_decile\nE01000001,3\nE01000002,4\n")
    made = sf.localities_from(small_areas(tmp_path), locality="msoa", deprivation=path)
    assert made.held["localities"]["imd_decile"].fillna(0).tolist() == [4, 0]


def test_the_table_is_one_of_an_area(tmp_path):
    made = sf.localities_from(small_areas(tmp_path))
    checked = check_table(raw_of_frame("localities", made.held["localities"]))
    assert checked.is_sound
    assert list(made.held["localities"].columns) == list(sf.load_example().localities.columns)


def test_the_headings_that_are_wanted_are_headings_that_are_read():
    for kind in KINDS:
        assert find_column([headed(kind)], kind) == headed(kind)
