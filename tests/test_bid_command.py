"""The command bid-pack: one line, three files."""

import json

import pytest
from capital_cases import BROOK, HILL, SMALL, scenario_with
from money_areas import projected

from sufficiency.cli.bidding import openings_of
from sufficiency.cli.main import ExitCode, main

DRAWS = ("--draws", "2", "--project-draws", "2", "--until", "2027", "--workers", "1")
NO_WORD = ("--no-word",)
"""Word documents need a package that not every installation has."""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a small area that has costs, and a scenario with two schemes."""
    monkeypatch.chdir(tmp_path)
    projected(small=SMALL, draws=2).area.save("area")
    text = scenario_with(HILL, BROOK).to_toml()
    (tmp_path / "schemes.toml").write_text(text, encoding="utf-8")
    return tmp_path


def run(*words):
    """Run a command, and give its exit code."""
    try:
        main([str(word) for word in words])
    except SystemExit as left:
        return ExitCode(left.code or 0)
    return ExitCode.DONE


@pytest.mark.slow
def test_schemes_that_are_decided_are_written_up_in_all_formats(here, capsys):
    pytest.importorskip("docx")
    code = run("bid-pack", "area", "schemes.toml", "bid", "--schemes", "hill=2026", *DRAWS)
    printed = capsys.readouterr()
    assert code == ExitCode.DONE, printed.err
    assert {file.name for file in (here / "bid").iterdir()} == {"bid.html", "bid.docx", "bid.xlsx"}
    assert "net present value" in printed.out
    assert "bid.xlsx" in printed.out
    assert "The schemes pass" not in printed.err
    page = (here / "bid" / "bid.html").read_text(encoding="utf-8")
    assert "Hill School grows" in page


@pytest.mark.slow
def test_two_scenarios_are_held_against_each_other(here, capsys):
    (here / "more.toml").write_text(
        'name = "more"\n[[places]]\nsite = "S"\npool = "all"\nplaces = { 2026 = 90 }\n'
        'basis = "made"\n',
        encoding="utf-8",
    )
    (here / "stand.toml").write_text('name = "stand"\n', encoding="utf-8")
    words = ("bid-pack", "area", "more.toml", "bid", "--against", "stand.toml", "--no-word")
    code = run(*words, "--title", "More places at Hill School", *DRAWS)
    assert code == ExitCode.DONE, capsys.readouterr().err
    page = (here / "bid" / "bid.html").read_text(encoding="utf-8")
    assert "<title>More places at Hill School</title>" in page
    assert "no capital is in these figures" in page
    assert not (here / "bid" / "bid.docx").exists()


def test_a_file_that_is_there_is_refused_before_any_work(here, capsys):
    (here / "bid").mkdir()
    (here / "bid" / "bid.html").write_text("kept", encoding="utf-8")
    code = run(
        "bid-pack", "no-area", "schemes.toml", "bid", "--schemes", "hill=2026", *DRAWS, *NO_WORD
    )
    assert code == ExitCode.FILE
    assert "bid.html is already there" in capsys.readouterr().err
    assert (here / "bid" / "bid.html").read_text(encoding="utf-8") == "kept"


def test_a_scheme_without_a_year_is_refused(here, capsys):
    code = run("bid-pack", "area", "schemes.toml", "bid", "--schemes", "hill", *DRAWS, *NO_WORD)
    assert code == ExitCode.USAGE
    assert "SCHEME=YEAR" in capsys.readouterr().err
    assert not (here / "bid").exists()


def test_a_scheme_in_two_years_is_refused(here, capsys):
    twice = ("--schemes", "hill=2026", "--schemes", "hill=2027")
    assert (
        run("bid-pack", "area", "schemes.toml", "bid", *twice, *DRAWS, *NO_WORD) == ExitCode.USAGE
    )
    assert "names hill twice" in capsys.readouterr().err
    assert not (here / "bid").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--schemes", "hill=2026", "--against", "baseline"), "do not go together"),
        (("--schemes", "hill=2026", "--budget", "1"), "--budget is for schemes that are chosen"),
        (("--against", "baseline", "--budget", "1"), "--budget is for schemes that are chosen"),
    ],
)
def test_no_option_goes_unheard(here, capsys, words, told):
    """A budget of one pound had been taken, and a bid for three million written."""
    assert (
        run("bid-pack", "area", "schemes.toml", "bid", *words, *DRAWS, *NO_WORD) == ExitCode.USAGE
    )
    assert told in " ".join(capsys.readouterr().err.split())
    assert not (here / "bid").exists()


def test_a_choice_of_no_scheme_is_no_bid(here, capsys):
    """One pound pays for nothing: a bid would speak of a plan that saves as much as it costs."""
    code = run("bid-pack", "area", "schemes.toml", "bid", "--budget", "1", "--no-word", *DRAWS)
    assert code == ExitCode.NOT_POSSIBLE
    said = capsys.readouterr().err
    assert "no scheme of the scenario" in said
    assert "--budget" in said
    assert not (here / "bid").exists()


@pytest.mark.slow
def test_decided_schemes_that_pass_a_budget_say_so(here, capsys):
    text = scenario_with(HILL, BROOK, budget=1_000_000).to_toml()
    (here / "schemes.toml").write_text(text, encoding="utf-8")
    words = ("bid-pack", "area", "schemes.toml", "bid", "--schemes", "hill=2026", *NO_WORD)
    assert run(*words, *DRAWS, "--json") == ExitCode.DONE
    printed = capsys.readouterr()
    said = " ".join(printed.err.split())
    assert "Note. The schemes pass a budget of the scenario: that in total by £2.72 million" in said
    (note,) = (
        one for one in json.loads(printed.out)["notes"] if one["rule"] == "bid_budgets_passed"
    )
    assert note["severity"] == "note"
    assert note["seen"] in said


def test_years_are_read_as_people_write_them():
    assert openings_of(["a=2028", "b=c=2027/28"]) == {"a": 2028, "b=c": 2027}


@pytest.mark.slow
def test_a_paper_for_few_children_is_refused_and_nothing_written(here, capsys, monkeypatch):
    monkeypatch.setattr("sufficiency.disclosure.LEAST", 1_000)
    words = ("--schemes", "hill=2026", "--edition", "cabinet")
    code = run("bid-pack", "area", "schemes.toml", "bid", *words, *DRAWS, *NO_WORD)
    assert code == ExitCode.NOT_POSSIBLE
    said = " ".join(capsys.readouterr().err.split())
    assert "fewer than 10 children in every year" in said
    assert "Leave --edition out" in said
    assert not (here / "bid").exists()


@pytest.mark.slow
def test_a_paper_for_a_cabinet_is_a_page_and_no_workbook(here, capsys):
    words = ("--schemes", "hill=2026", "--edition", "cabinet")
    code = run("bid-pack", "area", "schemes.toml", "bid", *words, *DRAWS, *NO_WORD)
    printed = capsys.readouterr()
    assert code == ExitCode.DONE, printed.err
    assert [file.name for file in (here / "bid").iterdir()] == ["cabinet.html"]
    assert "The paper: " in printed.out
