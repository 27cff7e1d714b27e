"""From a scenario's tables of schemes, the schemes that are offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sufficiency import terms
from sufficiency.area import Area, area_of
from sufficiency.capital.checks import findings_of
from sufficiency.capital.offer import Offer, PlacesStep, Spend
from sufficiency.capital.standing import NOTHING, Standing, standing
from sufficiency.errors import Finding, ScenarioError
from sufficiency.planned import check_plan
from sufficiency.scenario import Scenario
from sufficiency.scenario.frames import moved_rows
from sufficiency.scenario.register import OF_SCHEMES, contract
from sufficiency.scenario.rows import Row
from sufficiency.scenario.schedule import ALWAYS, LAST_YEAR
from sufficiency.scenario.schemes import excluding

YEAR_BEFORE = -1
"""Financial year of the pounds that a scheme's own row states, since the one in which it opens:
building is paid for in the year that ends in the April before the September."""


def offers_of(area: Area, scenario: Scenario) -> tuple[Offer, ...]:
    """Give the schemes of a scenario as they are offered, all of them sound.

    The `places` of a scheme's own row open in equal steps over n = `fill_years`, or else
    `phased_fill_years`: floor(places x (k + 1) / n) of them k years after it opens. Its `pounds`
    are paid in the financial year before the one in which it opens. The years in which a scheme
    may open are later by `opening_slip_years`, as all that is planned at its site; the financial
    year of its approval is not. A blank `latest` is no limit. Two schemes exclude each other if
    either says so, or if they are of one group of `alternatives`.

    Amounts stay in their own price years. They can always be brought to one, since inflation has
    a value in every year: what a scenario states takes the place of a default that holds for all.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        With schemes, or without any.

    Returns
    -------
    tuple of Offer
        In order of their short names.

    Raises
    ------
    ScenarioError
        With every fault of the plan, or else of the schemes: see `check_offers`.

    See Also
    --------
    sufficiency.capital.programme_scenario : The scenario in which some of them open.
    """
    return offered(area, scenario)[0]


def offered(area: Area, scenario: Scenario) -> tuple[tuple[Offer, ...], Standing]:
    """Give the schemes that are offered, and the places without any of them; see `offers_of`.

    Parameters
    ----------
    area : Area
    scenario : Scenario

    Returns
    -------
    offers : tuple of Offer
    there : Standing

    Raises
    ------
    ScenarioError
        As `offers_of`.
    """
    there, findings = _checked(area, scenario)
    if any(found.severity == "error" for found in findings):
        raise ScenarioError(findings, what=f"The schemes of the scenario {scenario.name}")
    return made_offers(scenario), there


def check_offers(area: Area, scenario: Scenario) -> tuple[Finding, ...]:
    """Find what is wrong with the schemes of a scenario for an area, without raising.

    Parameters
    ----------
    area : Area
    scenario : Scenario

    Returns
    -------
    tuple of Finding
        Faults of the plan (`check_plan`) alone, where it has any; else pools that neither area nor
        scenario has, places that cannot be taken away, schemes without places and costs, costs
        before the approval, and conditions that can never be met.
    """
    return _checked(area, scenario)[1]


def _checked(area: Area, scenario: Scenario) -> tuple[Standing, tuple[Finding, ...]]:
    """Give the places that stand without any scheme, and what is wrong with the schemes."""
    rows = {row["scheme"]: row for row in scenario.content.rows if row.table == "schemes"}
    if not rows:
        return NOTHING, ()
    checked = check_plan(area, scenario)
    faults = tuple(found for found in checked.findings if found.severity == "error")
    if faults:
        return NOTHING, faults
    there = standing(area_of(checked))
    return there, findings_of(made_offers(scenario), rows, there)


def made_offers(scenario: Scenario) -> tuple[Offer, ...]:
    """Make offers of a scenario's schemes, sound or not.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    tuple of Offer
    """
    rows = moved_rows(scenario.content.rows, scenario.assumption("opening_slip_years"))
    excludes = excluding(rows)
    made = []
    for row in (row for row in rows if row.table == "schemes"):
        places, costs = (
            [held for held in rows if held.table == table and held["scheme"] == row["scheme"]]
            for table in OF_SCHEMES
        )
        bases = {held["basis"] for held in (row, *places, *costs)}
        steps = (*_simple_steps(row, scenario), *_steps(row, places))
        made.append(
            Offer(
                scheme=row["scheme"],
                name=row["name"] or row["scheme"],
                kind=_stated(row, "kind"),
                site=row["site"],
                status=_stated(row, "status"),
                fixed=_stated(row, "fixed") == "yes",
                opens=int(row["opens"]),
                latest=int(row["latest"] or LAST_YEAR),
                steps=tuple(sorted(steps, key=lambda step: (step.site, step.pool, step.since))),
                spends=(*_simple_spend(row, scenario), *_spends(costs, scenario)),
                excludes=excludes[row["scheme"]],
                requires=tuple(part for part in row["requires"].split(";") if part),
                basis=terms.weakest(bases),
                source=row["source"],
            )
        )
    return tuple(made)


def _stated(row: Row, column: str) -> str:
    """Give what a row of schemes states, or what its contract says that a blank stands for."""
    return row[column] or contract("schemes")[column].blank


def _simple_steps(row: Row, scenario: Scenario) -> Iterable[PlacesStep]:
    """Open the places of a scheme's own row in equal steps, in whole places that add up."""
    if not row["places"]:
        return
    years = int(row["fill_years"] or _number(scenario, "phased_fill_years"))
    for since in range(years):
        places = int(row["places"]) * (since + 1) // years
        yield PlacesStep(row["site"], row["pool"], since, places)


def _steps(row: Row, own: Iterable[Row]) -> Iterable[PlacesStep]:
    for held in own:
        site = held["site"] or row["site"]
        yield PlacesStep(site, held["pool"], int(held["since"]), int(held["places"]))


def _simple_spend(row: Row, scenario: Scenario) -> Iterable[Spend]:
    """Spend the pounds of a scheme's own row in the year before it opens."""
    if not row["pounds"] or not row["price_year"]:  # the latter is a finding
        return
    yield Spend(
        item="capital",
        since=YEAR_BEFORE,
        pounds=float(row["pounds"]),
        price_year=int(row["price_year"]),
        payer=_stated(row, "payer"),
        basis=row["basis"],
        source=row["source"],
        contingency_percent=_number(scenario, "contingency_percent"),
    )


def _spends(own: Iterable[Row], scenario: Scenario) -> Iterable[Spend]:
    """Spend what the rows of scheme_costs say, in order of item, year and payer."""
    items: Mapping[str, int] = {
        item: place for place, item in enumerate(terms.short_list("scheme_item").codes)
    }
    supposed = _number(scenario, "contingency_percent")
    for row in sorted(own, key=lambda held: (items[held["item"]], int(held["since"]))):
        usual = supposed if row["item"] == "capital" else 0.0
        yield Spend(
            item=row["item"],
            since=int(row["since"]),
            pounds=float(row["pounds"]),
            price_year=int(row["price_year"]),
            payer=row["payer"],
            basis=row["basis"],
            source=row["source"],
            contingency_percent=float(row["contingency_percent"] or usual),
        )


def _number(scenario: Scenario, name: str) -> float:
    value = scenario.assumption(name).at(ALWAYS)
    assert isinstance(value, int | float)
    return float(value)
