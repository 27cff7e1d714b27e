"""The command check on a scenario, with and without the area that it is for."""

import json

import pytest

import sufficiency
from sufficiency.cli import main
from sufficiency.cli.main import ExitCode

NOT_HELD = "Not checked against an area: add --area AREA."
POOL = (
    '[[pools]]\nsite = "138634"\npool = "secondary"\nlevel = "base"\n'
    'needs = ["SEMH", "ASD", "SLCN", "MLD", "SPLD"]\nncy_from = 7\nncy_to = 13\nyear = 2028\n'
    'basis = "made"\n'
)
PLACES = '[[places]]\nsite = "{site}"\npool = "{pool}"\nplaces = {{ 2028 = 8 }}\nbasis = "made"\n'


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Give the example area as a folder."""
    return sufficiency.load_example().save(tmp_path_factory.mktemp("check") / "example")


@pytest.fixture
def check(capsys, tmp_path):
    """Check a scenario of some text; give the exit code, and what was printed."""

    def command(text, *words):
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^\d*$") as leaving:
            main(["check", str(file), *map(str, words)])
        return int(leaving.value.code or 0), capsys.readouterr().out

    return command


def test_rows_that_only_an_area_can_tell_are_said_to_be_unchecked(check):
    code, out = check(PLACES.format(site="NEW-CORB", pool="base"))
    assert code == ExitCode.DONE
    assert "mine.toml: 0 faults, 0 notes. It can be used." in out
    assert "mine against as-things-stand (every assumption at its default, nothing new):" in out
    assert "  Places at NEW-CORB, base: 8 from 2028/29 (a pool of the area)." in out
    assert out.splitlines()[-1] == NOT_HELD


def test_a_scenario_is_compared_with_what_it_is_based_on(check, tmp_path):
    """The nearest base by its name, and beside it in how many points that base differs itself."""
    (tmp_path / "ours.toml").write_text(
        'based_on = "baseline"\n[allocation]\nheadroom_percent = 7\n', encoding="utf-8"
    )
    code, out = check('based_on = "ours"\n[allocation]\ndetour_factor = 1.4\n')
    assert code == ExitCode.DONE
    assert (
        "\nmine against ours:\n  detour_factor: 1.4 miles by road a straight mile instead of 1.3.\n"
        in out
    )
    assert "headroom_percent" not in out
    told = (
        "ours itself differs from as-things-stand in 2 points, told by: sufficiency check ours.toml"
    )
    assert told in out


def test_a_scenario_that_adds_nothing_to_its_base_says_so(check, example):
    text = 'based_on = "baseline"\n'
    for words in ((), ("--area", example)):
        _, out = check(text, *words)
        assert "\nmine against baseline: no difference." in out
        assert "in 2 points, told by: sufficiency check baseline\n" in out


def test_a_base_that_is_as_things_stand_is_not_told_beside(check, tmp_path):
    (tmp_path / "ours.toml").write_text('name = "ours"\n', encoding="utf-8")
    _, out = check('based_on = "ours"\nname = "mine"\n[allocation]\ndetour_factor = 1.4\n')
    assert "mine against ours:" in out
    assert "itself differs" not in out


def test_python_gives_the_base_of_a_scenario():
    bases = sufficiency.load_scenario("two-bases")
    assert bases.based_on == sufficiency.load_scenario("baseline")
    assert bases.but(name="more", detour_factor=1.4).based_on == bases.based_on
    assert bases.based_on.based_on is None
    assert bases.based_on.diff(bases).reference == "baseline"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            '[allocation]\nother_level = "both"\naims = ["without", "independent", "miles"]\n',
            "its aims (without, independent, miles) leave other_level out",
        ),
        (
            '[allocation]\nover_places_percent = 5\naims = ["without", "independent", "miles"]\n',
            "its aims (without, independent, miles) leave over_places out",
        ),
    ],
)
def test_what_every_run_would_refuse_is_a_fault(check, text, named):
    """A scenario is not told to be usable that neither project nor allocate would take."""
    code, out = check(text)
    said = " ".join(out.split())
    assert code == ExitCode.FAULTS
    assert "Every run of this scenario is refused:" in said
    assert named in said
    assert "It can be used" not in said


def test_a_total_that_nothing_follows_is_a_fault(check):
    """What every command refuses is not said to be usable."""
    code, out = check("[demand]\ntotal_plans = { 2025 = 4900 }\n")
    said = " ".join(out.split())
    assert code == ExitCode.FAULTS
    assert "that goes beyond its last total is refused: the scenario mine states 4900" in said
    assert "A run goes ten years ahead where no last year is named." in said
    assert "Write these years into the scenario." in said
    assert "It can be used" not in said
    assert check('[demand]\ntotal_plans = { 2025 = 4900, 2026 = "none" }\n')[0] == ExitCode.DONE


def test_a_scenario_without_rows_needs_no_area(check):
    code, out = check("[allocation]\nheadroom_percent = 5\n")
    assert code == ExitCode.DONE
    assert NOT_HELD not in out
    assert out.splitlines()[-1] == "  headroom_percent: 5 percent instead of 0."


@pytest.mark.slow
def test_what_changes_of_the_area_is_noted_with_its_names(check, example):
    text = POOL + PLACES.format(site="138634", pool="secondary")
    code, out = check(text, "--area", example)
    told = " ".join(out.split())
    assert code == ExitCode.DONE
    pool = "Changes pool secondary of Maplefields Academy (138634): "
    assert f"{pool}level special becomes base." in told
    assert f"{pool}places 100 become 8 from 2028/29." in told
    assert "mine.toml: 0 faults, 2 notes. It can be used." in told
    assert "Places at Maplefields Academy (138634), secondary: 8 from 2028/29" in told
    assert NOT_HELD not in told
    code, out = check(text, "--area", example, "--json")
    rules = [found["rule"] for found in json.loads(out)["findings"]]
    assert rules == ["plan_changes_pool", "plan_fewer_places"]


def test_a_site_that_the_area_has_not_is_a_fault(check, example):
    code, out = check(PLACES.format(site="NEW-CORB", pool="base"), "--area", example)
    assert code == ExitCode.FAULTS
    told = " ".join(out.split())
    assert "NEW-CORB is not a site in the area or in the scenario." in told
    assert "check whether this is the right area." in told
    assert "Note 1. mine.toml Further checks, whether places, pools and caps" in told
    assert "1 fault, 1 note. Nothing was changed." in told


def test_a_scenario_with_faults_is_not_told_in_sentences(check):
    code, out = check('[allocation]\nheadroom_percent = "6%"\n')
    assert code == ExitCode.FAULTS
    assert "Write 6, without quotation marks, sign or unit." in " ".join(out.split())
    assert "against" not in out
