"""The command worth: what it tells of one place, a block and a need, and what it refuses."""

import json
import re

import pandas as pd
import pytest
from small_areas import Small, area_like, tables_of
from test_command_remedies import PYTHON

import sufficiency as sf
from sufficiency.allocation.best_worth import fewer_sentence, one_pool_sentences
from sufficiency.cli.main import ExitCode
from sufficiency.cli.valued import Asked, first_that_may
from sufficiency.cli.worth_figures import figures_of_one, figures_of_pools

FEW = ("--draws", "2", "--project-draws", "2", "--until", "2026", "--workers", "1")
AT_HILL = ("--at", "S", "all")
SMALL = Small(special=75)
STAND = sf.as_things_stand()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A small area and three plans of it, as files."""
    folder = tmp_path_factory.mktemp("worth")
    area_like(SMALL).save(folder / "testshire")
    plans = {
        "later": STAND.with_places("S", "all", {2025: 0, 2026: 75}, name="later"),
        "closing": STAND.with_places("S", "all", {2026: 0}, name="closing"),
        "capped": STAND.with_rows(
            "caps", [{"site": "S", "cap": "rooms", "year": 2025, "places": 70}], name="capped"
        ),
    }
    for name, plan in plans.items():
        (folder / f"{name}.toml").write_text(plan.to_toml(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(place):
    """The same allocation in Python."""
    projection = sf.project(
        sf.load_area(place / "testshire"), until=2026, draws=2, workers=1, seed=1
    )
    return sf.allocate(projection, draws=2, workers=1)


def words_of(text):
    return " ".join(text.split())


def test_one_more_and_one_fewer_are_told_where_they_matter_most(run, place, made):
    code, out, err = run("worth", place / "testshire", *FEW, "--to", "tables")
    assert code == ExitCode.DONE
    told = words_of(out)
    assert made.worth_in_words()
    for sentence in made.worth_in_words():
        assert sentence in told
    assert "One place fewer in" in told
    assert re.search('--more 6 --at "[A-Z]" "all" allocates again with six places more', told)
    held = pd.read_csv("tables/worth.csv")
    assert held["more_without"].to_numpy() == pytest.approx(made.worth()["more_without"].to_numpy())
    assert len(pd.read_csv("tables/notes.csv")) >= len(made.notes)
    assert not PYTHON.search(words_of(f"{out} {err}"))


def figures_of(run, place, *words):
    code, out, _ = run("worth", place / "testshire", *FEW, *words, "--json")
    assert code == ExitCode.DONE
    return json.loads(out)["figures"]


def test_a_program_gets_numbers_and_not_sentences_alone(run, place, made):
    """Of one place, a block, a need, and of the best pools: as in the tables of Python."""
    worth = made.worth().query("site == 'S' and pool == 'all' and year == 2026").iloc[0]
    one = figures_of(run, place, *AT_HILL, "--year", "2026/27")
    assert [figure["label"] for figure in one][:2] == [
        "Change of children without a place in 2026/27",
        "Change of children in independent schools in 2026/27",
    ]
    aims = ("without", "independent", "beyond_limit", "miles")
    assert [figure["value"] for figure in one] == pytest.approx(
        [worth[f"more_{aim}"] for aim in aims]
    )

    asked = ("--more", "3", "--since", "2026", "--year", "2026", "--again-draws", "1")
    block = figures_of(run, place, *AT_HILL, *asked)
    row = made.more_places(3, site="S", pool="all", since=2026, draws=1, workers=1).to_frame()
    row = row.query("year == 2026").iloc[0]
    assert [figure["value"] for figure in block[:4]] == pytest.approx([row[aim] for aim in aims])
    assert [figure["low"] for figure in block[:4]] == pytest.approx(
        [row[f"{aim}_low"] for aim in aims]
    )

    best = figures_of(run, place, "--year", "2026")
    (hill,) = [figure for figure in best if figure["label"].startswith("S all, ")]
    assert hill["label"] == "S all, 2026/27: more children with a local place"
    assert hill["value"] == pytest.approx(-worth["more_without"] - worth["more_independent"])
    assert figures_of(run, place, "--admit", "SEMH", "--year", "2026") == []


def test_of_pools_that_are_listed_the_numbers_are_children_or_else_miles():
    pools = pd.DataFrame(
        {
            "year": 2026,
            "site": ["S", "B"],
            "pool": ["all", ""],
            "more_without": [-0.5, 0.0],
            "more_independent": [-0.25, 0.0],
            "more_miles": [2.0, -3.5],
            "basis": "made",
        }
    )
    hill, brook = figures_of_pools(pools)
    assert (hill.label, hill.value) == ("S all, 2026/27: more children with a local place", 0.75)
    assert (brook.label.split(",")[0], brook.value) == ("B (whole site)", 0.0)
    (miles,) = figures_of_pools(pools[1:])
    assert (miles.value, miles.unit) == (-3.5, "miles one way")


def test_what_to_type_next_is_not_refused(made):
    """The pool of the line Next may be asked so: one that the plan closes may not."""
    pools = pd.DataFrame({"site": ["S", "S", "B"], "pool": ["", "all", "all"]})

    def more(site, pool):
        return Asked(6, "", site, pool)

    assert first_that_may(made, pools, more) == '--at "S" "all"'
    closing = STAND.with_places("S", "all", {2026: 0}, name="closing")
    projection = sf.project(area_like(SMALL), until=2026, draws=1, workers=1)
    closed = sf.allocate(projection, closing, draws=1, workers=1)
    assert first_that_may(closed, pools, more) == '--at "B" "all"'
    assert first_that_may(closed, pools[:2], more) == "--at SITE POOL"


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ((0.0, 1.0), "would cost no child a local place at 1 of 2 open pools"),
        ((1.0, 1.0), "would cost a child a local place at each of 2 open pools"),
        ((0.02, 1.0), "would cost 0.02 to 1.00 children a local place, on average, at each of 2"),
    ],
)
def test_one_place_fewer_is_told_by_what_it_costs(made, monkeypatch, cost, said):
    worth = made.worth()
    own = worth["setting"].ne("independent") & worth["year"].eq(2026)
    assert own.sum() == 2
    told = worth.assign(fewer_independent=0.0)
    told.loc[own, "fewer_without"] = list(cost)
    monkeypatch.setattr(type(made), "to_frame", lambda *_: told)
    assert said in fewer_sentence(made, year=2026)
    shut = told.assign(is_open=False)
    monkeypatch.setattr(type(made), "to_frame", lambda *_: shut)
    assert fewer_sentence(made, year=2026) == ""


def test_of_a_pool_in_the_total_of_its_site_the_numbers_are_those_of_the_sentence():
    tables = tables_of(SMALL)
    places = tables["places"]
    total = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    area = sf.area_from_frames(tables | {"places": total})
    allocation = sf.allocate(sf.project(area, until=2026, draws=2, workers=1), draws=2, workers=1)
    asked = {"year": 2026, "site": "S", "pool": "all"}
    first, more, _ = one_pool_sentences(allocation, **asked, name="Hill School")
    assert "stand in the total of the site" in first
    assert "would mean 1 child fewer without a place" in more
    assert figures_of_one(allocation, **asked)[0].value == pytest.approx(-1)


def test_one_pool_is_told_both_ways(run, place, made):
    code, out, _ = run("worth", place / "testshire", *FEW, *AT_HILL, "--year", "2026/27")
    assert code == ExitCode.DONE
    told = words_of(out)
    row = made.worth().query("site == 'S' and pool == 'all' and year == 2026").iloc[0]
    assert row["fewer_without"] != 0
    assert "One more place at Hill School (special school) in 2026/27 would mean" in told
    fewer = told.split("One place fewer at Hill School (special school) in 2026/27 would mean ")[1]
    assert fewer.split(",")[0].endswith(("without a place", "in an independent school"))


def test_a_block_is_told_as_in_python(run, place, made):
    for option, count in (("--more", 3), ("--fewer", -3)):
        words = (*FEW, *AT_HILL, option, "3", "--since", "2026", "--again-draws", "1")
        code, out, err = run("worth", place / "testshire", *words, "--to", f"tables{count}")
        block = made.more_places(count, site="S", pool="all", since=2026, draws=1, workers=1)
        assert code == ExitCode.DONE
        assert block.sentence() in words_of(out)
        frame = block.to_frame()
        held = pd.read_csv(f"tables{count}/changes.csv")
        assert held["placed_there"].tolist() == pytest.approx(frame["placed_there"].tolist())
        assert not PYTHON.search(words_of(f"{out} {err}"))


def test_a_need_is_listed_and_tried_for_a_program(run, place, made):
    code, out, _ = run("worth", place / "testshire", *FEW, "--admit", "SEMH", "--json")
    assert code == ExitCode.DONE
    listed = made.worth_of_admitting().query("need == 'SEMH'")
    assert len(json.loads(out)["lines"]) == max(1, min(5, len(listed)))
    code, out, _ = run(
        *("worth", place / "testshire", *FEW, "--admit", "SEMH", "--at", "B", "all", "--json")
    )
    assert code == ExitCode.DONE
    tried = made.also_admit("SEMH", site="B", pool="all", workers=1)
    assert json.loads(out)["lines"] == [tried.sentence()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--more", "2"), "--more and --fewer go with --at SITE POOL"),
        (("--more", "2", "--fewer", "1", *AT_HILL), "one of --more, --fewer and --admit"),
        (("--more", "0", *AT_HILL), "Invalid value for '--more': "),
        (("--since", "2026"), "--since and --again-draws go with"),
        (("--more", "2", *AT_HILL, "--again-draws", "3"), "among the 2 of --draws"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_read(run, words, said):
    code, out, err = run("worth", "no-such-area", *FEW, *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert said in words_of(err)


@pytest.mark.parametrize(
    ("plan", "words", "said"),
    [
        ("", ("--more", "2", "--at", "S", "al"), "Did you mean S all?"),
        ("", ("--more", "2", "--at", "", ""), "stand in the tables pools and supply."),
        ("", ("--at", "zzzzzz", "qqqqqq"), "stand in the tables pools and supply."),
        ("", ("--at", "hill", "all"), 'A site is asked for by its code: "S" "all" (Hill School).'),
        (
            "",
            ("--more", "2", *AT_HILL, "--since", "2026", "--year", "2025"),
            "Ask of that year or a later one, --year 2026/27, or leave --year out.",
        ),
        ("", ("--admit", "SEMHH"), "Did you mean SEMH?"),
        ("", ("--admit", "QQQQQQQ"), "It is one of SPLD, "),
        ("", ("--year", "2040"), "is not a known year of this allocation."),
        ("", ("--fewer", "500", *AT_HILL), "--fewer 75 --at S all."),
        ("", ("--admit", "SEMH", *AT_HILL), "--admit with a need and without --at lists"),
        ("later", ("--more", "2", *AT_HILL), "Ask from the year in which it opens: --since 2026."),
        ("closing", ("--more", "2", *AT_HILL), "closes in 2026/27"),
        (
            "closing",
            ("--fewer", "2", *AT_HILL, "--since", "2026"),
            "or choose another pool or an earlier year: --since 2025.",
        ),
    ],
)
def test_what_the_plan_refuses_is_refused_before_it_is_allocated(
    run, place, monkeypatch, plan, words, said
):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr("sufficiency.allocation.allocate", never)
    scenario = ("--scenario", place / f"{plan}.toml") if plan else ()
    code, out, err = run("worth", place / "testshire", *scenario, *FEW, *words)
    assert (code, out) == (ExitCode.NOT_POSSIBLE, "")
    assert said in words_of(err)
    assert not PYTHON.search(words_of(err))


def test_where_caps_hold_the_list_of_needs_is_refused_with_what_to_type(run, place):
    words = ("--scenario", place / "capped.toml", *FEW, "--admit", "SEMH")
    code, _, err = run("worth", place / "testshire", *words)
    assert code == ExitCode.NOT_POSSIBLE
    assert "--admit SPLD --at B all, which allocate again" in words_of(err)
    assert not PYTHON.search(words_of(err))


def test_a_pool_that_is_not_open_in_the_year_has_no_worth(run, place):
    words = ("--scenario", place / "later.toml", *FEW, *AT_HILL, "--year", "2025")
    code, out, _ = run("worth", place / "testshire", *words)
    assert code == ExitCode.DONE
    assert "is not open in 2025/26: one more place there would be to open it." in words_of(out)
