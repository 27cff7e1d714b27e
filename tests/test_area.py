"""An area in hand: a value that shows itself, explains itself, and is saved and read unchanged."""
# ruff: noqa: PD011 - `values` is the array of a Labelled, not that of a frame

import copy
import pickle
from dataclasses import FrozenInstanceError

import openpyxl
import pandas as pd
import pytest
from building import (
    SOUND,
    add,
    both,
    broken,
    checked,
    drop,
    put,
    remove,
    small_area,
    sound,
    write_csvs,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sufficiency import terms
from sufficiency.area import area_from_frames, area_of, check_area, load_area
from sufficiency.datasets import load_example
from sufficiency.errors import FileError, NotPossibleError, TableError, UnknownNameError
from sufficiency.results import BANNER, Card, Figure, Result
from sufficiency.tables import writing

AREA = small_area()
FORMS = pytest.mark.parametrize("name", ["area", "area.xlsx"])


def bytes_of(path):
    """What was written, by file."""
    if path.is_file():
        return path.read_bytes()
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def test_areas_are_equal_when_their_tables_are():
    assert small_area() == AREA
    assert area_of(checked(broken(put("sites", 2, name="Hill")))) != AREA
    assert AREA != "an area"
    with pytest.raises(TypeError, match="unhashable"):
        hash(AREA)


def test_tables_are_given_out_as_copies():
    for frame in (AREA.plans, AREA.table("plans"), AREA.tables()["plans"], AREA.to_frame("plans")):
        frame.loc[:, "plans"] = 0.0
    assert small_area() == AREA
    assert AREA.plans["plans"].sum() == 15


def test_an_area_cannot_be_changed():
    with pytest.raises(FrozenInstanceError, match="cannot assign"):
        AREA.name = "other"
    with pytest.raises(AttributeError, match=r"an area has no 'plan'; its tables are area\.tables"):
        _ = AREA.plan
    assert {"plans", "sites", "card"} <= set(dir(AREA))


def test_an_area_can_be_copied_and_sent_to_another_process():
    assert copy.deepcopy(AREA) == AREA
    assert pickle.loads(pickle.dumps(AREA)) == AREA


def test_an_area_is_made_again_from_its_own_frames():
    assert area_from_frames(AREA.tables()) == AREA
    assert area_from_frames({name: AREA.table(name) for name in terms.table_names()}) == AREA


def test_frames_of_other_types_are_the_same_area():
    """Numbers as text, as floats, and missing values of every kind."""
    frames = AREA.tables()
    frames["sites"] = frames["sites"].astype({"urn": "float64", "easting": "str"})
    frames["margins"] = frames["margins"].astype("object").where(frames["margins"].notna(), None)
    frames["localities"] = frames["localities"].sample(frac=1, random_state=3)
    assert area_from_frames(frames) == AREA


def test_one_table_is_replaced_and_everything_is_checked_anew():
    plans = AREA.plans.assign(plans=9.0)
    assert AREA.with_table("plans", plans).plans["plans"].sum() == 54
    with pytest.raises(TableError, match="frame plans, row 2, column ncy: 99 is above 20"):
        AREA.with_table("plans", plans.assign(ncy=[99, *plans["ncy"][1:]]))
    with pytest.raises(UnknownNameError, match=r"plan is not a known table of an area\. Did you"):
        AREA.with_table("plan", plans)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["area", "area.xlsx"])
def test_a_replaced_table_leaves_the_others_in_their_files(tmp_path, name):
    """What was read is still told with file, row and digest; the new table has its own."""
    read = load_area(AREA.save(tmp_path / name))
    other = read.with_table("plans", read.plans.assign(plans=9.0))
    for table in ("population", "sites"):
        assert other.explain(table).rows.equals(read.explain(table).rows)
    assert set(other.explain("plans").rows["file"]) == {"frame plans"}
    digests = {given.file: given.sha256 for given in other.inputs}
    own = digests.pop("table plans, given in Python")
    assert digests == {given.file: given.sha256 for given in read.inputs}
    assert len(own) == 64
    # The same table has the same digest, and a second one takes its place.
    again = other.with_table("plans", read.plans.assign(plans=8.0))
    assert len(again.inputs) == len(other.inputs)
    assert again.inputs != other.inputs
    assert again.with_table("plans", other.plans).inputs == other.inputs
    assert AREA.with_table("plans", AREA.plans).inputs == ()
    assert [note.rule for note in other.notes] == [
        note.rule for note in area_from_frames(other.tables()).notes
    ]


def test_frames_with_a_column_twice_are_a_finding():
    twice = pd.concat([AREA.plans, AREA.plans[["ncy"]]], axis=1)
    with pytest.raises(TableError, match="The heading ncy stands twice in row 1"):
        AREA.with_table("plans", twice)


def test_marks_of_another_frame_may_be_missing():
    plans = pd.concat([AREA.plans, AREA.plans.drop(columns="plans_mark").assign(year=2025)])
    frames = {**AREA.tables(), "plans": plans}
    assert area_from_frames(frames).years("plans") == (2023, 2024, 2025)


def test_years_and_bases_of_tables():
    assert AREA.years("population") == (2023, 2024, 2025)
    assert AREA.years("sites") == ()
    assert AREA.basis("population") == "estimated"
    assert AREA.basis("about") == ""
    assert area_of(checked(broken(put("places", 2, basis="made")))).basis("places") == "made"
    for ask in (AREA.years, AREA.basis, AREA.table, AREA.missing, AREA.explain):
        with pytest.raises(UnknownNameError, match="populaton is not a known table of an area"):
            ask("populaton")


def test_missing_rows_are_listed():
    short = area_of(checked(broken(remove("journeys", 4, 5))))
    found = short.missing("journeys").itertuples(index=False, name=None)
    assert list(found) == [("L02", "S01"), ("L02", "S02")]
    assert AREA.missing("journeys").empty
    assert AREA.missing("population").empty
    held = AREA.missing("plans", by=["year", "locality"])
    assert held.to_dict("records") == [
        {"year": 2023, "locality": "L03"},
        {"year": 2023, "locality": "unknown"},
    ]
    assert len(AREA.missing("margins")) > 0
    with pytest.raises(UnknownNameError, match=r"age is not a known column of plans\. It has year"):
        AREA.missing("plans", by=["age"])


def test_the_stock_of_a_january_is_an_array():
    stock = AREA.stock(year=2024)
    assert list(stock.axes) == ["locality", "need", "ncy", "setting"]
    assert stock.values.sum() == 10
    assert stock.at(locality="L03", need="SLCN", ncy=4, setting="base").values == 4
    assert stock.at(locality="unknown").values.sum() == 1
    with pytest.raises(UnknownNameError, match=r"2022/23 is not a known year of the table plans\."):
        AREA.stock(year=2022)


def test_a_marked_cell_of_the_stock_is_missing_and_not_nought():
    area = area_of(checked(broken(put("plans", 4, plans="c"))))
    stock = area.stock(year=2024)
    assert pd.isna(stock.at(locality="L01", need="ASD", ncy=5, setting="special").values)
    assert stock.at(locality="L01", need="ASD", ncy=6, setting="special").values == 0


def test_an_explanation_goes_down_to_the_rows_of_the_file(tmp_path):
    area = load_area(write_csvs(SOUND, tmp_path / "area"))
    told = area.explain("plans", year=2024, need="ASD")
    assert told.sentence == (
        "plans, year 2024, need ASD: 2024/25 3 children (plans). In 1 row of plans.csv. "
        "Weakest basis: supplied."
    )
    assert repr(told).startswith(told.sentence)
    assert repr(told).endswith("All of them, as a frame: .rows")
    assert told.rows[["file", "row", "plans"]].to_dict("records") == [
        {"file": "plans.csv", "row": 4, "plans": 3.0}
    ]
    assert area.explain("plans", need=["ASD", "SEMH"]).rows["row"].tolist() == [2, 3, 4, 5]
    assert len(area.explain("margins", ncy_from=4).rows) == 1
    assert len(area.explain("margins", ncy_from=None).rows) == 7
    with pytest.raises(UnknownNameError, match=r"1999 is not a known academic year of"):
        area.explain("plans", year=1999)
    with pytest.raises(UnknownNameError, match=r"S99 is not a known site of the table places"):
        area.explain("places", site="S99")
    with pytest.raises(UnknownNameError, match=r"sort is not a known column of plans"):
        area.explain("plans", sort=1)


def test_an_explanation_never_adds_up_what_is_counted_again():
    area = load_example()
    places = area.explain("places", site="138634").sentence
    assert "from 2021/22 115 places, 6 places (taken); from 2024/25 125 places" in places
    two_needs = area.explain("plans", need=["ASD", "SEMH"]).sentence
    assert "2023/24 1,452 children (plans); 2024/25 1,740 children (plans)." in two_needs
    margins = area.explain("margins", need="ASD", year=2024).sentence
    assert "not added up, since the same children may stand in several of these rows" in margins


def test_an_explanation_says_what_is_not_shown():
    area = area_of(checked(broken(put("plans", 4, plans="c"))))
    assert "1 not shown" in repr(area.explain("plans", year=2024))
    assert "not shown" not in repr(area.explain("plans", year=2023))


def test_provenance_names_files_without_their_folder(tmp_path):
    area = load_area(write_csvs(SOUND, tmp_path / "area"))
    frame = area.provenance().to_frame()
    assert set(frame.loc[frame["kind"] == "input", "name"]) == {f"{name}.csv" for name in SOUND}
    assert frame.loc[frame["kind"] == "input", "value"].str.fullmatch("[0-9a-f]{64}").all()
    assert {"sufficiency", "python", "pandas"} <= set(frame["name"])
    assert str(tmp_path) not in frame.to_string()
    assert AREA.inputs == ()


def test_the_card_says_what_the_area_holds():
    card = AREA.card()
    assert card.title == ("Area Testshire: 3 localities in 2 groups, 10 plans in January 2025.")
    assert len(card.figures) <= 5
    assert repr(AREA).splitlines()[0] == card.title
    assert len(repr(AREA).splitlines()) == 3
    shown = {figure.label: figure.shown for figure in card.figures}
    assert shown["plans in January 2025"] == "10"
    assert shown["residents aged 8 to 11 in 2024/25"] == "1,200"


def test_the_card_labels_what_is_made_up():
    made = area_of(
        checked(broken(both(put("places", 2, basis="made"), put("sites", 2, basis="made"))))
    )
    assert "made up: sites, places" in repr(made)
    assert "made up" in made.card().as_html()
    special = [figure for figure in made.card().figures if "special school" in figure.label]
    assert [figure.basis for figure in special] == ["made"]


def test_the_card_does_not_count_what_is_not_shown():
    card = area_of(checked(broken(put("plans", 4, plans="c")))).card()
    assert "at least 7 plans in January 2025" in card.title
    assert card.figures[0].label == "plans in January 2025, without 1 count not shown"


def test_the_card_of_an_area_of_margins_and_of_nearly_nothing():
    tables = {name: grid for name, grid in sound().items() if name not in ("plans", "placements")}
    assert "10 plans in January 2025" in repr(area_of(checked(tables)))
    needed = ("localities", "population", "sites", "pools", "places", "margins")
    assert "Area unnamed area" in repr(area_of(checked({name: SOUND[name] for name in needed})))


def test_a_pool_with_more_taken_than_places_takes_none_from_others():
    area = area_of(checked(broken(put("places", 2, taken="12"))))
    shown = {figure.label: figure.value for figure in area.card().figures}
    assert shown["state-funded special school places for this area in 2024/25"] == 8


def test_the_card_says_what_is_not_known_of_places_settings_and_homes():
    few = area_of(checked(broken(put("places", 4, taken="4"))))
    assert "It rests on 2 known places free in a specialist base, where 4 children" in said_by(few)
    none = area_of(checked(broken(put("places", 4, taken="6"))))
    assert "on no place free in a specialist base, where 4 children have one" in said_by(none)
    strange = both(
        put("plans", 7, plans="11", setting="unknown"), drop("margins"), drop("transitions")
    )
    told = said_by(area_of(checked(broken(strange))))
    assert (
        "It rests on plans dealt out over the localities, as few homes are known; on 11 of" in told
    )
    assert "11 of 20 children whose setting is not known" in told
    assert "children whose locality" not in told
    needless = both(strange, put("plans", 7, plans="11", setting="special", need="unknown"))
    told = said_by(area_of(checked(broken(needless))))
    assert "11 of 20 children whose need is not known" in told
    ten = both(strange, put("plans", 7, plans="10"))
    assert "whose" not in said_by(area_of(checked(broken(ten))))
    assert "It rests on" not in said_by(AREA)


def test_totals_of_sites_are_known_places_of_each_kind_there():
    totals = both(
        remove("places", 3), put("places", 2, pool=""), put("places", 3, pool="", taken="3")
    )
    assert "on 3 known places free in a specialist base" in said_by(
        area_of(checked(broken(totals)))
    )
    free = both(remove("places", 3), put("places", 2, pool=""), put("places", 3, pool=""))
    assert "It rests on" not in said_by(area_of(checked(broken(free))))


def test_pools_that_are_told_from_the_next_september_on_are_known():
    later = both(put("pools", 4, year="2025"), put("places", 4, year="2025"))
    assert "specialist base" not in said_by(area_of(checked(broken(later))))


def said_by(area):
    return " ".join(" ".join(area.card().lines).split())


def test_a_card_has_at_most_five_figures():
    figure = Figure("plans", 1.0, "children", "made", 0.5, 2.4)
    assert figure.shown == "1 (0 to 2)"
    with pytest.raises(ValueError, match="a card has at most 5 figures"):
        Card("title", (), (figure,) * 6)


def test_what_a_notebook_shows_is_escaped_and_marked_internal():
    nasty = "<script>alert(1)</script>&\"'"
    area = area_of(checked(broken(both(put("about", 2, value=nasty), put("plans", 2, plans="3")))))
    shown = area._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in shown
    assert BANNER in shown
    named = area_of(checked(broken(put("sites", 2, name=nasty))))
    assert "<script" not in named.explain("sites")._repr_html_()


def test_about_tells_all_facts():
    assert "name: Testshire" in AREA.about()
    assert AREA.fact("authority") == "Testshire Council"
    assert AREA.fact("motto") == ""
    empty = area_of(checked({name: grid for name, grid in SOUND.items() if name != "about"}))
    assert empty.about() == "The table about is empty: nothing is told."


def test_an_area_is_a_result():
    assert isinstance(AREA, Result)
    assert AREA.localities_in_order == ("L01", "L02", "L03")


@FORMS
def test_what_is_saved_is_read_as_the_same_area(name, tmp_path):
    path = AREA.save(tmp_path / name)
    assert load_area(path) == AREA
    assert check_area(path).empty


@FORMS
def test_the_same_area_gives_the_same_bytes(name, tmp_path):
    one = AREA.save(tmp_path / "one" / name)
    two = load_area(one).save(tmp_path / "two" / name)
    assert bytes_of(one) == bytes_of(two)


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and not text.startswith("#"))
COUNTS = st.sampled_from(["0", "1", "2.5", "0.1", "1e-7", "123456.789", "c", "k", "[z]", "x"])


@pytest.mark.slow
@FORMS
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=2, max_size=2), count=COUNTS, persons=st.floats(100, 1e5))
def test_any_area_is_read_as_it_was_saved(name, names, count, persons, tmp_path):
    tables = broken(
        both(
            put("sites", 2, name=names[0]),
            put("localities", 2, group=names[1]),
            put("history", 2, plans=count, basis="estimated"),
            put("population", 2, persons=repr(persons)),
        )
    )
    area = area_of(checked(tables))
    path = area.save(tmp_path / name, replace=True)
    again = load_area(path)
    assert again == area
    assert bytes_of(again.save(tmp_path / f"again-{name}", replace=True)) == bytes_of(path)


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "https://x.y"]
)
def test_text_that_looks_like_a_formula_stays_text(text, tmp_path):
    area = area_of(checked(broken(put("sites", 2, name=text))))
    path = area.save(tmp_path / "area.xlsx")
    cell = openpyxl.load_workbook(path)["sites"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert load_area(path) == area


@FORMS
def test_nothing_is_overwritten_unasked(name, tmp_path):
    path = AREA.save(tmp_path / name)
    before = bytes_of(path)
    with pytest.raises(FileError, match=r"is already there\. Work in it would be lost"):
        small_area().save(path)
    assert bytes_of(path) == before
    changed = area_of(checked(broken(add("about", item="more"))))
    assert load_area(changed.save(path, replace=True)) == changed
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_folder_with_other_files_is_not_replaced(tmp_path):
    path = AREA.save(tmp_path / "area")
    (path / "scenario.toml").write_text("kept")
    with pytest.raises(FileError, match=r"holds something else than these tables: scenario\.toml"):
        AREA.save(path, replace=True)
    assert (path / "scenario.toml").read_text() == "kept"
    (tmp_path / "area.xlsx").mkdir()
    with pytest.raises(FileError, match=r"area\.xlsx is a folder, and a file is to be written"):
        AREA.save(tmp_path / "area.xlsx", replace=True)


@FORMS
@pytest.mark.parametrize("replace", [False, True])
def test_a_disk_that_fails_leaves_everything_as_it_was(name, replace, tmp_path, monkeypatch):
    path = tmp_path / name
    if replace:
        AREA.save(path)
    before = bytes_of(path) if replace else None

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.Path, "write_bytes", full)
    monkeypatch.setattr("zipfile.ZipFile.writestr", full)
    with pytest.raises(FileError, match=r"cannot be written \(.*No space left on device"):
        AREA.save(path, replace=replace)
    assert [file.name for file in tmp_path.iterdir()] == ([name] if replace else [])
    if replace:
        assert bytes_of(path) == before


def test_a_folder_that_cannot_be_moved_back_in_stands_as_before(tmp_path, monkeypatch):
    """The old folder is put aside first; where the new one cannot take its place, it returns."""
    path = AREA.save(tmp_path / "area")
    before, move = bytes_of(path), writing.Path.replace

    def refuse(self, target):
        if self.name == "area" and self.parent != tmp_path:
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(writing.Path, "replace", refuse)
    with pytest.raises(FileError, match=r"cannot be written \(Permission denied\)"):
        AREA.save(path, replace=True)
    assert [file.name for file in tmp_path.iterdir()] == ["area"]
    assert bytes_of(path) == before


@FORMS
def test_publishing_is_refused_and_nothing_is_written(name, tmp_path):
    with pytest.raises(NotPossibleError, match="cannot be done yet"):
        AREA.save(tmp_path / name, audience="publish")
    assert list(tmp_path.iterdir()) == []


@FORMS
def test_everything_written_says_that_it_is_internal(name, tmp_path):
    path = AREA.save(tmp_path / name)
    if path.is_dir():
        assert BANNER in (path / "README.txt").read_text(encoding="utf-8-sig")
    else:
        assert openpyxl.load_workbook(path)["Read me"]["A2"].value == BANNER
