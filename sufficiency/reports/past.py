"""The section of a report on how sure its figures are: held against the past, or not."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency.allocation import Allocation
from sufficiency.backtesting import Backtest
from sufficiency.backtesting.beside import errors_beside
from sufficiency.backtesting.beside_words import council_errors_words
from sufficiency.backtesting.folds import origins_of
from sufficiency.backtesting.scoring import (
    CARE_COVERAGE,
    CARE_ERROR,
    FEWEST_CELLS,
    USABLE_COVERAGE,
    USABLE_ERROR,
)
from sufficiency.backtesting.widening import what_differs
from sufficiency.backtesting.words import (
    FLOWS_WORDS,
    LEVEL_WORDS,
    flows_words,
    januaries_words,
    years_words,
)
from sufficiency.errors import Finding, NotPossibleError
from sufficiency.reports.notes import all_notes, where_all_notes_are
from sufficiency.reports.parts import RANGED, Section, Table, chart, shown, table_of
from sufficiency.reports.words import january_words
from sufficiency.results import gathered
from sufficiency.scenario import as_things_stand, register

TITLE = "How sure are we?"
EARLIER = "note_earlier_plans"
"""Fact of an area that says how its earlier Januaries were made, where they were."""
LEVELS_UNTESTED = (
    "This is about children with a plan. How many of them need a base or a special school is an "
    "assumption, and cannot be held against anything."
)


def refuse_other_backtest(backtest: object, allocation: Allocation) -> None:
    """Refuse what is no backtest, or one of other Januaries than the report's.

    Raises
    ------
    NotPossibleError
        If it is of another kind, another area, or other plans or population.
    """
    if not isinstance(backtest, Backtest):
        raise NotPossibleError.of("report_no_backtest", value=type(backtest).__name__)
    projection = allocation.projection
    what = what_differs(backtest, projection)
    if what:
        raise NotPossibleError.of(
            "report_other_backtest",
            theirs=backtest.area.name,
            ours=projection.area.name,
            what=what,
        )


def headline_verdict(allocation: Allocation, backtest: Backtest | None) -> tuple[str, ...]:
    """Say beside the headline figures how far the number of plans can be relied on."""
    if backtest is None:
        return ()
    # Januaries that nobody counted test neither forecast; what is not compared stands further down.
    beside = "" if backtest.why_no_verdict else council_errors_words(backtest.beside)
    parts = (
        backtest.verdict_in_words(),
        beside,
        LEVELS_UNTESTED,
        _levers(allocation),
        _other_model(allocation, backtest),
    )
    return (f"Held against earlier years: {' '.join(part for part in parts if part)}",)


def _levers(allocation: Allocation) -> str:
    """Say which assumptions of the plan change the number of plans: no past year tests those."""
    terms_of_scenarios = register()
    differing = as_things_stand().demand_differences(allocation.projection.scenario)
    named = [terms_of_scenarios[name].label for name in differing if name in terms_of_scenarios]
    if not named:
        return ""
    return (
        f"What the plan supposes of demand itself ({'; '.join(named)}) was not tested: what is "
        "held against the past is the model without it."
    )


def _other_model(allocation: Allocation, backtest: Backtest) -> str:
    """Say where what was held against the past was projected in another way than the report is."""
    projection = allocation.projection
    said = []
    if any(fold.flows != projection.flows for fold in backtest.folds):
        said.append(
            f"The report rests on {FLOWS_WORDS[projection.flows]}. Of the projections that were "
            f"held against the past, {flows_words(backtest.folds)}: a verdict on another model "
            "says less of this one."
        )
    if not projection.need_changes:
        said.append(
            "Children of the report keep their primary need; in the projections that were held "
            "against the past it changes."
        )
    return " ".join(said)


def verdict_beside(backtest: Backtest | None, level: str, *, besides: str = "") -> str:
    """Say beside figures of one level of detail what they can be used for; nothing if untested."""
    return "" if backtest is None else f"{backtest.verdict_in_words(level)}{besides}"


def how_sure(allocation: Allocation, backtest: Backtest | None) -> Section:
    """Say what would have been said in earlier years and what came, or that it was not looked at.

    Parameters
    ----------
    allocation : Allocation
    backtest : Backtest or None
        Of the same area.
    """
    if backtest is None:
        return Section("sure", TITLE, paragraphs=(_untested(allocation),))
    verdicts = backtest.to_frame("verdicts")
    years = sorted({int(year) for year in verdicts["years_ahead"]})
    first, *later = (_scores(backtest, year) for year in years)
    said = backtest.plot.said_and_came().assign(children=lambda held: held["plans"])
    return Section(
        "sure",
        TITLE,
        "What would this model have said in earlier years, and what came?",
        paragraphs=(*_words(backtest), *where_all_notes_are(_own_notes(allocation, backtest))),
        points=tuple(_cannot_show(allocation, backtest)),
        charts=(
            chart(
                backtest.plot.hedgehog,
                table_of(
                    said,
                    {"words": "Line", "year": "January", "children": "Plans"},
                    caption=f"All plans: as they came, and as they would have been said {RANGED}",
                    words={"year": january_words},
                ),
                caption="All plans: what would have been said, and what came",
            ),
        ),
        tables=(*_verdicts(backtest, years), first),
        folded=(*later, *all_notes(_own_notes(allocation, backtest))),
    )


def _untested(allocation: Allocation) -> str:
    """Say that nothing was held against the past, and what to type or to add."""
    januaries = allocation.projection.model.stocks.years
    if origins_of(januaries):
        return (
            "These figures were not held against the past; for that, type "
            "sf.report(..., backtest=sf.backtest(area)), or the command report without "
            "--no-backtest."
        )
    return (
        f"These figures cannot be held against the past, since the table plans holds "
        f"{len(januaries)} Januaries: add earlier ones, three at the least, and type "
        "sf.report(..., backtest=sf.backtest(area)), or the command report."
    )


def _words(backtest: Backtest) -> Iterator[str]:
    """Say how it was done, what came of it, and what the verdicts mean."""
    folds = len(backtest.origins)
    yield (
        f"The model was put back to January {januaries_words(backtest.origins)} and projected from "
        f"what the table plans held then, in {backtest.draws:,} draws (seed {backtest.seed}). That "
        f"gives {folds} projection{'' if folds == 1 else 's'} to hold against what came; "
        f"{flows_words(backtest.folds)}. {LEVELS_UNTESTED}"
    )
    if backtest.why_no_verdict:
        why = backtest.why_no_verdict
        yield (
            f"There is no verdict, since {why}. What follows shows that the program runs, and "
            "nothing of how well it projects."
        )
        if backtest.council_in_words:
            yield backtest.council_in_words
        return
    yield backtest.verdict_in_words()
    yield _beside_rules(backtest)
    if backtest.council_in_words:
        yield backtest.council_in_words
    yield (
        f"Usable: off by at most {100 * USABLE_ERROR:.0f} %, and {_span(USABLE_COVERAGE)} of what "
        f"came was within the 80 % range. With care: at most {100 * CARE_ERROR:.0f} %, and "
        f"{_span(CARE_COVERAGE)}. Not usable: beyond. Of fewer than {FEWEST_CELLS} cells coverage "
        "decides nothing, since of three it is 0, 33, 67 or 100 %: the error alone decides, and "
        "the verdict says that coverage was not tested. A level that is not usable may still add "
        "up to one that is. The other way about a sum is never further off than the cells that "
        "add up to it, whatever their verdicts say."
    )


def _span(ends: tuple[float, float]) -> str:
    return f"{100 * ends[0]:.0f} to {100 * ends[1]:.0f} %"


def _beside_rules(backtest: Backtest) -> str:
    """Say how the model did beside the best simple rule, one year ahead: better or not."""
    verdicts = backtest.to_frame("verdicts")
    next_year = verdicts[verdicts["years_ahead"].eq(1)]
    total = next_year[next_year["level"].eq("total")].to_dict("records")[0]
    worse = next_year["best_rule_error_percent"] < next_year["weighted_error_percent"]
    nearer = (
        "No simple rule came nearer at any level of detail."
        if not worse.any()
        else f"A simple rule came nearer at {int(worse.sum())} of {len(next_year)} levels of "
        f"detail: {', '.join(_level(name).lower() for name in next_year['level'][worse])}."
    )
    return (
        f"One year ahead, all plans were off by {shown(total['weighted_error_percent'], 1)} % in "
        f"the {total['folds']} projections together; the best simple rule ({total['best_rule']}), "
        f"by {shown(total['best_rule_error_percent'], 1)} %. {nearer}"
    )


def _level(name: object) -> str:
    return LEVEL_WORDS[str(name)]


def _own_notes(allocation: Allocation, backtest: Backtest) -> list[Finding]:
    return [note for note in backtest.notes if note not in allocation.notes]


def _cannot_show(allocation: Allocation, backtest: Backtest) -> Iterator[str]:
    """Give the notes of the backtest; those of the tables stand in the last section already."""
    for note in gathered(_own_notes(allocation, backtest)):
        yield f"{note.place}: {note.seen} {note.why}"
    how_made = backtest.area.fact(EARLIER)
    if backtest.why_no_verdict and how_made:
        yield how_made


def _verdicts(backtest: Backtest, years: list[int]) -> Iterator[Table]:
    """Lay the verdicts out, a column for each number of years ahead; nothing if there are none."""
    if backtest.why_no_verdict:
        return
    verdicts = backtest.to_frame("verdicts")
    given = verdicts.assign(verdict=verdicts["verdict"].replace("", "no verdict"))
    rows = pd.DataFrame({"level": list(LEVEL_WORDS)})
    for year in years:
        here = given[given["years_ahead"].eq(year)].set_index("level")["verdict"]
        rows[str(year)] = [str(here[level]) for level in rows["level"]]
    yield table_of(
        rows,
        {"level": "Level of detail"} | {str(year): f"{_ahead(year)} ahead" for year in years},
        caption="What each level of detail can be used for",
        words={"level": _level},
    )


def _ahead(year: int) -> str:
    words = years_words([year])
    return f"{words[0].upper()}{words[1:]}"


def _scores(backtest: Backtest, year: int) -> Table:
    """Lay errors and coverage of each level out, beside the best simple rule."""
    verdicts = backtest.to_frame("verdicts")
    rows = verdicts[verdicts["years_ahead"].eq(year)]
    columns = {
        "level": "Level of detail",
        "folds": "Projections",
        "weighted_error_percent": "Off by, %",
        "best_rule": "Best simple rule",
        "best_rule_error_percent": "It is off by, %",
    }
    council = errors_beside(backtest.beside)
    held = council[council["years_ahead"].eq(year)].set_index("level")
    if not held.empty:
        both = ["council_error_percent", "our_error_percent"]
        rows = rows.assign(
            **{name: held[name].reindex(rows["level"]).to_numpy() for name in both},
            council_folds=held["folds"].reindex(rows["level"]).to_numpy(),
        )
        columns |= {
            "council_error_percent": "The council's own is off by, %",
            "our_error_percent": "Ours over the same figures, %",
            "council_folds": "Projections that both made",
        }
    columns["coverage_80_percent"] = "Came within the 80 % range, %"
    if rows["widen_by"].notna().any():
        columns["widen_by"] = "Ranges should have been wider, times"
    return table_of(
        rows,
        columns,
        caption=f"{_ahead(year)} ahead: errors, too many and too few alike, over all figures of a "
        "level of detail",
        digits={
            "weighted_error_percent": 1,
            "best_rule_error_percent": 1,
            "council_error_percent": 1,
            "our_error_percent": 1,
            "widen_by": 2,
        },
        words={"level": _level},
    )
