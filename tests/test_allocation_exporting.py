"""A year of an allocation as a file for another solver."""

import re

import highspy
import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency.errors import FileError, NotPossibleError, UnknownNameError
from sufficiency.places import network_of, write_lp
from sufficiency.results import BANNER


@pytest.fixture(scope="module")
def made():
    area = sf.area_from_frames(tables_of(special=75, independent=5))
    return sf.allocate(sf.project(area, until=2027, draws=2, workers=1), draws=2, workers=1)


def solved(path):
    """What HiGHS makes of a file, and how it says that it ended."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solver.getInfo().objective_function_value


@pytest.mark.parametrize("year", [2025, 2026, None])
def test_another_solver_finds_what_the_allocation_says(made, tmp_path, year):
    path = made.write_lp(tmp_path / "year.lp", year=year)
    head = path.read_text(encoding="utf-8").splitlines()
    assert head[0] == f"\\ {BANNER}"
    assert "given who stays from the year before" in head[1]
    said = re.search(r"Comes to .*, metres (\d+)\.$", head[4])
    assert solved(path) == pytest.approx(int(said[1]))


def test_its_names_are_of_cells_and_pools(made, tmp_path):
    text = made.write_lp(tmp_path / "year.lp", year=2025).read_text(encoding="utf-8")
    columns = set(re.findall(r"placed__\w+", text))
    supply = made.setting.supply
    localities = [str(name) for name in supply.axes.localities]
    assert columns
    assert all(any(name.split("__")[1].startswith(word) for word in localities) for name in columns)
    for row in ("demand__", "room__", "aim__without:", "aim__independent:"):
        assert row in text


def test_nothing_is_overwritten_unless_it_may_go(made, tmp_path):
    path = tmp_path / "year.lp"
    path.write_text("work", encoding="utf-8")
    with pytest.raises(FileError, match=r"year\.lp is already there"):
        made.write_lp(path)
    assert path.read_text(encoding="utf-8") == "work"
    assert made.write_lp(path, replace=True) == path
    assert BANNER in path.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["year.lp"]


@pytest.mark.parametrize("name", ["year.xlsx", "year", "year.lp.txt"])
def test_another_ending_is_refused(made, tmp_path, name):
    with pytest.raises(FileError, match=r"ends in .*Give it the ending \.lp"):
        made.write_lp(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_year_that_was_not_allocated_is_refused(made, tmp_path):
    with pytest.raises(UnknownNameError, match="year of this allocation"):
        made.write_lp(tmp_path / "year.lp", year=2040)


def test_a_network_without_children_has_no_model(tmp_path):
    with pytest.raises(NotPossibleError, match="nobody is to be placed in this network"):
        write_lp(network_of([0], [1], [0], [0], [5]), tmp_path / "none.lp")
    with pytest.raises(NotPossibleError, match="a network is needed, and NoneType was given"):
        write_lp(None, tmp_path / "none.lp")
    assert not list(tmp_path.iterdir())
