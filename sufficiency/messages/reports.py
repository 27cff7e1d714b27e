"""Messages about comparisons and reports."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "compare_too_few": Message(
        seen="{count:allocation was|allocations were} given to compare.",
        why="A comparison tells what one plan changes against another; the first is the reference.",
        remedy="Give two or more by name: sf.compare(baseline=one, two_bases=other).",
        remedy_command="Name two scenarios or more:"
        " python -m sufficiency compare area.xlsx baseline two-bases",
    ),
    "compare_no_allocation": Message(
        seen="{name} is a {value}, not an allocation.",
        why="Plans are compared by what they do for the same children.",
        remedy="Allocate first: sf.compare(baseline=sf.allocate(projection), ...).",
    ),
    "compare_other_draws": Message(
        seen="{name} and {reference} do not have the same {what}: {theirs} and {ours}.",
        why="Differences are taken draw by draw, so that chance does not look like an effect.",
        remedy="Make both from the same area with the same until, draws and seed, and allocate as"
        " many draws of each.",
    ),
    "compare_other_model": Message(
        seen="{name} and {reference} were not projected alike: {what} is {theirs} in {name}, and"
        " {ours} in {reference}.",
        why="The difference between two ways of projecting would look like an effect of the plan.",
        remedy="Project both in the same way: sf.project(area, scenario, {what}={ours}). To see"
        " what {what} does, lay the two projections side by side.",
    ),
    "report_of_what": Message(
        seen="a report of a {value} was asked for.",
        why="A report writes up an allocation, or a comparison of several.",
        remedy='Give one: sf.report(sf.allocate(sf.project(area)), to="report.html").',
    ),
    "report_no_backtest": Message(
        seen="a {value} was given as the backtest of a report.",
        why="The verdict beside a figure comes from projections that were held against what came.",
        remedy="Make one: sf.report(allocation, backtest=sf.backtest(area)).",
    ),
    "report_other_backtest": Message(
        seen="the backtest is of {theirs}, the report of {ours}: the {what} is not the same.",
        why="A verdict on other children says nothing of the figures of this report.",
        remedy="Test the area that was projected:"
        " backtest=sf.backtest(allocation.projection.area).",
    ),
    "report_ending": Message(
        seen="{path} does not end in .html.",
        why="A report is one HTML page, which any browser opens and prints.",
        remedy='Name it report.html. The tables alone: allocation.save("tables.xlsx").',
        remedy_command="Name it report.html. The tables alone:"
        " python -m sufficiency allocate area.xlsx --to tables.xlsx",
    ),
}
