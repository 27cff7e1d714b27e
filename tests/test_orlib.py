"""The published problems with fixed costs come out as published, and damaged copies are refused."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from sufficiency.places.choosing import Status, choose_sites

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", str(BESIDE)))
BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"

SMALL = (
    *("cap41", "cap42", "cap43", "cap44", "cap61", "cap62", "cap63", "cap64"),
    *("cap71", "cap72", "cap73", "cap74"),
)
EASY_LARGE = "capa-14000"
WRITTEN = "2 2\n capacity 10.\n 5 20\n 4\n 8. 12.\n 2\n 6 2\n"
"""Two sites and two customers, in the format of the library; made up."""


@pytest.fixture(scope="module")
def orlib():
    """The script beside the package, by its short name."""
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("orlib")
    sys.path.remove(str(BENCHMARKS))
    for name in ("orlib", "timing"):
        sys.modules.pop(name, None)


def published(orlib, name):
    return next(one for one in orlib.instances() if one.name == name)


def text_of(instance):
    path = OPEN_DATA / "orlib" / f"{instance.file}.txt"
    if not path.exists():
        pytest.skip("open data not here: looked for beside the repository")
    return path.read_text(encoding="utf-8")


def made_up(orlib, **changes):
    given = {"name": "small", "file": "small", "capacity": 6.0, "optimum": 50.0, "digest": ""}
    return orlib.Instance(**given | changes)


@pytest.mark.parametrize("way", ["rows", "prices"])
@pytest.mark.parametrize("name", SMALL)
def test_small_problems_come_out_as_published(orlib, name, way):
    instance = published(orlib, name)
    problem = orlib.problem_of(text_of(instance), instance)
    chosen = choose_sites(problem.demand, problem.places, problem.fixed_cost, problem.cost, way=way)
    assert chosen.status is Status.PROVEN
    assert chosen.cost == pytest.approx(instance.optimum, abs=0.001)


def test_a_large_problem_comes_out_as_published(orlib):
    instance = published(orlib, EASY_LARGE)
    found = orlib.solved(instance, orlib.problem_of(text_of(instance), instance))
    assert found.chosen.status is Status.PROVEN
    assert abs(found.difference) < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("name", ["capa-8000", "capa-10000", "capa-12000"])
def test_other_large_problems_come_out_as_published(orlib, name):
    instance = published(orlib, name)
    found = orlib.solved(instance, orlib.problem_of(text_of(instance), instance))
    assert found.chosen.status is Status.PROVEN
    assert abs(found.difference) < 1e-9


def test_a_copy_with_one_digit_less_is_refused(orlib):
    instance = published(orlib, "cap41")
    text = text_of(instance)
    assert text.count("6739.72500") == 1
    with pytest.raises(SystemExit, match="cap41: this copy is damaged"):
        orlib.problem_of(text.replace("6739.72500", "673.72500"), instance)


def test_a_file_that_only_has_the_name_is_refused(orlib):
    with pytest.raises(SystemExit, match="its numbers are not those of the sound one"):
        orlib.problem_of(WRITTEN, published(orlib, "capa-8000"))


def test_the_digest_is_of_the_numbers_alone(orlib):
    assert orlib.digest_of(WRITTEN) == orlib.digest_of(
        WRITTEN.replace("\n", "\r\n").replace("8. ", "8.00000\t")
    )
    assert orlib.digest_of(WRITTEN) != orlib.digest_of(WRITTEN.replace("8.", "8.1"))


def test_a_file_is_read_as_its_format_says(orlib):
    problem = orlib.problem_of(WRITTEN, made_up(orlib))
    assert problem.places.tolist() == [6, 5]
    assert problem.fixed_cost.tolist() == [10, 20]
    assert problem.demand.tolist() == [4, 2]
    assert problem.cost.tolist() == [[2, 3], [3, 1]]


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        (WRITTEN + " 7", {}, "13 numbers, where 2 sites and 2 customers need 12"),
        (WRITTEN.replace("8.", "eight"), {}, "not a file of numbers"),
        (WRITTEN, {"capacity": None}, "holds several problems; say which capacity"),
    ],
)
def test_other_files_are_refused(orlib, text, changes, words):
    with pytest.raises(SystemExit, match=words):
        orlib.problem_of(text, made_up(orlib, **changes))


def test_the_table_tells_what_was_found_and_what_was_not_there(orlib, tmp_path, monkeypatch):
    digest = orlib.digest_of(WRITTEN)
    two = [made_up(orlib, digest=digest), made_up(orlib, name="other", file="other")]
    monkeypatch.setattr(orlib, "instances", lambda: two)
    (tmp_path / "small.txt").write_text(WRITTEN, encoding="utf-8")
    page = orlib.orlib_page(tmp_path)
    # By hand: the first site alone takes all six, for 10 + 8 + 6.
    assert "| small | 50.000 | 24.000 | -5.2e-01 | 24.000 |" in page
    assert "the files were not at hand: other." in page
    assert "proven, of 1 | 1.00 | at least 1 | yes" in page
    assert orlib.orlib_page(tmp_path / "none").startswith("Not measured")


def test_every_published_problem_has_its_optimum_once(orlib):
    known = orlib.instances()
    assert len(known) == len({one.name for one in known}) == 49
    assert all(one.optimum > 0 for one in known)
    assert all((one.capacity is not None) == ("-" in one.name) for one in known)
