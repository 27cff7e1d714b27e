"""What each projection of a backtest rests on: said by the backtest, and beside a report."""

import pytest
from small_areas import said

import sufficiency as sf

SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 3}
STOCKS = "those of January 2023 and 2024 rest on January counts alone"


@pytest.fixture(scope="module")
def area():
    return sf.synthetic_area(seed=11, transitions=True, **SMALL).area


@pytest.fixture(scope="module")
def tested(area):
    """The backtest of the area, by what is asked for."""
    return {
        flows: sf.backtest(area, flows=flows, draws=4, workers=1)
        for flows in (None, "stocks", "transitions")
    }


def rules(result):
    return [note.rule for note in result.notes]


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        (None, ("stocks", "transitions")),
        ("stocks", ("stocks", "stocks")),
        ("transitions", ("transitions", "transitions")),
    ],
)
def test_each_projection_says_what_it_rests_on(tested, asked, used):
    made = tested[asked]
    assert tuple(fold.flows for fold in made.folds) == used
    assert made.provenance().settings["flows"] == f"2022/23 {used[0]}, 2023/24 {used[1]}"
    assert ("backtest_transitions_in_part" in rules(made)) is (len(set(used)) > 1)


def test_what_rests_on_two_models_is_noted(tested):
    (note,) = [one for one in tested[None].notes if one.rule == "backtest_transitions_in_part"]
    assert note.seen == (
        "not all projections are from transitions: those of January 2023 rest on January counts "
        "alone; those of January 2024 rest on transitions."
    )
    assert 'sf.backtest(area, flows="stocks")' in note.remedy
    assert "--flows stocks" in note.on_command_line.remedy
    assert said("backtest_transitions_in_part")


def report_of(area, backtest, **options):
    projection = sf.project(area, until=2025, draws=2, workers=1, **options)
    return sf.report(sf.allocate(projection, draws=2, workers=1), backtest=backtest)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flows", "asked", "told"),
    [
        ("stocks", "stocks", None),
        ("transitions", "transitions", None),
        (
            "transitions",
            "stocks",
            f"The report rests on transitions. Of the projections that "
            f"were held against the past, {STOCKS}: a verdict on another model says less",
        ),
        ("stocks", None, "The report rests on January counts alone. Of the projections"),
    ],
)
def test_a_verdict_on_another_model_is_said_beside_the_headline(area, tested, flows, asked, told):
    report = report_of(area, tested[asked], flows=flows)
    if told is None:
        assert "another model" not in report.answer[-1]
    else:
        assert told in report.answer[-1]
    (sure,) = [section for section in report.sections if section.anchor == "sure"]
    is_stocks = asked == "stocks"
    assert (STOCKS in sure.paragraphs[0]) is is_stocks


@pytest.mark.slow
def test_needs_that_do_not_change_are_said_not_to_be_tested(area, tested):
    for need_changes in (True, False):
        report = report_of(area, tested["transitions"], need_changes=need_changes)
        assert ("keep their primary need" in report.answer[-1]) is not need_changes
