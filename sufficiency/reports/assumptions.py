"""The section of a report on assumptions: in plain words, what is stated and what weighs first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.places import POUNDS
from sufficiency.reports.parts import Section, Table, table_of
from sufficiency.scenario import ALWAYS, Assumption, Scenario, Schedule, as_things_stand, register
from sufficiency.scenario.reading import DEFAULT
from sufficiency.scenario.register import ALL
from sufficiency.scenario.schedule import FINANCIAL_YEAR, Value, say_value

WEIGHTY = (
    "journey_limit_minutes",
    "independent_open_ended",
    "independent_growth_percent",
    "released_share",
    "headroom_percent",
    "phased_fill_years",
    "request_growth_percent",
    "support_plan_percent",
)
"""Assumptions that move the number of children without a place most, or are asked about first."""

UNUSED = {"transitions": {"turnover_percent": "joining and leaving are read from transitions"}}
"""Assumptions that a projection does not use, by its flows, and why."""

USED = ("demand", "allocation")
"""Sections of a scenario that these figures rest on."""

PRICES = (
    "price_year",
    "inflation_percent",
    "independent_fee_growth_percent",
    "independent_price_cap_pounds",
    "transport_cost_growth_percent",
    "boarders_percent",
)
"""Assumptions about money that these figures rest on where pounds are an aim."""

ROWS = ("sites", "places", "pools", "caps", "rules")
"""Tables by which a scenario plans something; schemes are only offered, which a note says."""

LEVELS = ("mainstream", "base", "special", "beyond")
ENDS = {"central": "", "low": "_low", "high": "_high"}
"""Columns of the levels table, and how their names end in a table with ranges."""
NAMED: dict[str, Callable[[], terms.CodeList]] = {
    "need": terms.needs,
    "phase": terms.phases,
    "setting": terms.settings,
    "pool_setting": partial(terms.short_list, "pool_setting"),
}
SHARE = "share of "


def assumptions(allocation: Allocation) -> Section:
    """Say what the plan supposes: its own words first, then what weighs most, the rest folded."""
    scenario = allocation.scenario
    unused = UNUSED.get(allocation.projection.flows, {})
    priced = PRICES if POUNDS in allocation.setting.supply.aims else ()
    held = [
        scenario.assumption(name)
        for name, term in register().items()
        if term.section in USED or name in priced
    ]
    own = [one for one in held if not one.is_default]
    default = [one for one in held if one.is_default]
    weighty = [one for name in WEIGHTY for one in default if one.name == name]
    rest = [one for one in default if one.name not in WEIGHTY]
    return Section(
        "assumptions",
        "Assumptions",
        "What do we suppose, and who says so?",
        paragraphs=tuple(_about(scenario, own, held)),
        points=tuple(_planned(scenario)),
        tables=tuple(_main_tables(scenario, own, weighty, unused)),
        folded=(
            *(
                _table(
                    [one for one in rest if one.term.section == section],
                    f"All other defaults of {of_what}",
                    unused,
                )
                for section, of_what in (
                    ("demand", "the projection of children"),
                    ("allocation", "places and journeys"),
                    ("money", "what a place costs"),
                )
                if any(one.term.section == section for one in rest)
            ),
            *_levels(scenario, general=False),
        ),
    )


def _about(scenario: Scenario, own: list[Assumption], held: list[Assumption]) -> Iterator[str]:
    """Say which plan it is, how much of it is its own, and where all of it is found."""
    title = f"Plan {scenario.name}: {scenario.title}".rstrip(": ").rstrip(".")
    yield f"{title}. {scenario.description}".strip()
    yield (
        f"{_stated(scenario, own, held)} stated by the plan itself; all others are defaults of the "
        "program. A default is nobody's decision: ask whether it fits here. The sheet scenario of "
        "the workbook has every value with its reason and its file."
    )
    if any(_planned(scenario)):
        yield "Besides, the plan opens or changes places:"


def _stated(scenario: Scenario, own: list[Assumption], held: list[Assumption]) -> str:
    """Count what the plan states: assumptions, and rows of the levels that children need."""
    frame = scenario.levels()
    rows = len(frame[frame["file"] != DEFAULT].drop_duplicates(["setting", "need", "phase"]))
    counted = f"{len(own) or 'none'} of {len(held)} assumptions"
    if rows == 0:
        return f"{counted[0].upper()}{counted[1:]} {'is' if len(own) == 1 else 'are'}"
    levels = f"{rows} row{'' if rows == 1 else 's'} of the levels that children need"
    return f"{counted} and {levels} are" if own else f"{levels} and {counted} are"


def _planned(scenario: Scenario) -> Iterator[str]:
    """Say what the plan builds, changes or rules."""
    difference = as_things_stand().diff(scenario)
    return (sentence for about, sentence in difference.parts if about in ROWS)


def _main_tables(
    scenario: Scenario,
    own: list[Assumption],
    weighty: list[Assumption],
    unused: Mapping[str, str],
) -> Iterator[Table]:
    """Give what is stated, the defaults that weigh most, and what children are taken to need."""
    if own:
        yield _table(own, "Stated by the plan itself", unused)
    yield _table(weighty, "Defaults that weigh most", unused)
    yield from _levels(scenario, general=True)


def _table(held: list[Assumption], caption: str, unused: Mapping[str, str]) -> Table:
    """Lay assumptions out in words, a row for each, and say which are not used and why."""
    rows = pd.DataFrame(
        {
            "label": [one.term.label for one in held],
            "value": [
                f"{value_words(one)} (not used: {unused[one.name]})"
                if one.name in unused
                else value_words(one)
                for one in held
            ],
            "meaning": [one.term.description for one in held],
            "ground": [ground_words(one) for one in held],
        }
    )
    header = {
        "label": "Assumption",
        "value": "Value",
        "meaning": "What it means",
        "ground": "Why, and who says so",
    }
    return table_of(rows, header, caption=caption)


def value_words(assumption: Assumption) -> str:
    """Say the value of an assumption with its unit, for whom it differs, and from which year.

    Examples
    --------
    >>> value_words(as_things_stand().assumption("journey_limit_minutes"))
    '75 minutes one way; 45 minutes one way for early years, primary'
    """
    said: dict[str, list[str]] = {}
    for key in sorted(assumption.keys, key=_in_order):
        words = _schedule_words(assumption.schedule_of(key).shorter())
        said.setdefault(words, []).append(_key_words(assumption, key))
    return "; ".join(
        words + (f" for {', '.join(whom)}" if any(whom) else "") for words, whom in said.items()
    )


def _in_order(key: str) -> tuple[bool, int]:
    """Put what holds for all first, then NC years in their order; other keys as they stand."""
    return key != ALL, int(key) if key.lstrip("-").isdigit() else 0


def _schedule_words(schedule: Schedule) -> str:
    """Say values with the years from which they hold: the unit with the first number only."""
    said: list[str] = []
    unit_left = True
    for year, value in schedule.steps:
        shown, unit = _as_shown(value, schedule.unit)
        words = say_value(shown, unit=unit if unit_left or unit == FINANCIAL_YEAR else "")
        unit_left = unit_left and shown is None
        said.append(words + ("" if year == ALWAYS else f" from {terms.year_label(year)}"))
    return ", ".join(said)


def _as_shown(value: Value, unit: str) -> tuple[Value, str]:
    """Give a value and its unit as they are shown: each share as a percentage."""
    if unit.startswith(SHARE) and isinstance(value, float | int):
        return 100 * float(value), f"percent of {unit.removeprefix(SHARE)}"
    return value, unit


def _key_words(assumption: Assumption, key: str) -> str:
    """Say for whom a value is; nothing where it is for all."""
    if key == ALL:
        return ""
    if assumption.term.by == ("ncy",):
        return terms.ncy_label(int(key))
    return " and ".join(_code_words(assumption, part) for part in key.split("/"))


def _code_words(assumption: Assumption, code: str) -> str:
    """Give the label of a code, among the lists by which the assumption may differ."""
    lists = (NAMED[kind]() for kind in assumption.term.by if kind in NAMED)
    return next((str(held.label(code)).lower() for held in lists if code in held), code)


def ground_words(assumption: Assumption) -> str:
    """Say why an assumption is as it is, who answers for it, and how sure it is.

    Examples
    --------
    >>> ground_words(as_things_stand().assumption("total_plans"))
    'No total is imposed. Default, assumed.'
    """
    stated = [entry for entry in assumption.entries if entry.is_stated]
    if not stated:
        basis = terms.short_list("basis").label(assumption.term.basis).lower()
        return f"{assumption.term.source.rstrip('.')}. Default, {basis}."
    why = _each(entry.why.rstrip(".") for entry in stated)
    sources = _each(entry.source.rstrip(".") for entry in stated)
    owners = ", ".join(_each(entry.owner for entry in stated)) or "No owner named"
    bases = ", ".join(
        str(terms.short_list("basis").label(basis)).lower() for basis in assumption.stated_bases
    )
    return ". ".join([*(why or ["No reason given"]), *sources, f"{owners}; {bases}."])


def _each(words: Iterable[str]) -> list[str]:
    """List what is said, each once."""
    return list(dict.fromkeys(said for said in words if said))


def _levels(scenario: Scenario, *, general: bool) -> Iterator[Table]:
    """Lay out what children are taken to need: for all needs of a setting, or where one differs."""
    frame = scenario.levels().fillna({"phase": ""})
    is_general = (frame["need"] == "") & (frame["phase"] == "")
    kept = frame[is_general == general]
    if kept.empty:
        return
    levels = {level: str(terms.short_list("level").label(level)) for level in LEVELS}
    by_phase = {"phase": "Phase"} if (kept["phase"] != "").any() else {}
    whom = {} if general else {"need": "Need", **by_phase}
    which = "" if general else ", where a need or phase differs"
    yield table_of(
        _shares(kept),
        {"setting": "Where children are", **whom, **levels, "said": "Said by"},
        caption=f"Of 100 children with a plan, so many are taken to need each level{which} "
        "(central share, and the low and high between which it is drawn)",
    )


def _shares(levels: pd.DataFrame) -> pd.DataFrame:
    """Lay out the shares of each level, with their ends, a row for each kind of child."""
    wide = levels.pivot_table(
        index=["setting", "need", "phase", "file"], columns="level", values=list(ENDS)
    )
    shares = {
        f"{level}{end}": 100 * wide[column, level].astype(float)
        for level in LEVELS
        for column, end in ENDS.items()
    }
    rows = pd.DataFrame(shares).reset_index()
    order = rows["setting"].map({code: place for place, code in enumerate(terms.settings())})
    needs, phases = terms.needs(), terms.phases()
    return (
        rows.assign(
            order=order,
            setting=[terms.settings().label(code) for code in rows["setting"]],
            need=[needs.label(code) if code else "All" for code in rows["need"]],
            phase=[phases.label(code) if code else "All" for code in rows["phase"]],
            said=["Default" if file == DEFAULT else "The plan" for file in rows["file"]],
        )
        .sort_values("order", kind="stable")
        .drop(columns="order")
    )
