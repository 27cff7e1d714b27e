"""What a reader must give of made-up SEN2 returns, child by child in plain loops."""

from collections import Counter

from sen2_returns import SECOND_START, YEARS

from sufficiency.sources.days import day_of


def expected_plans(world):
    """Children by year, locality, need, ncy, setting."""
    return Counter((YEARS[at], *one[:4]) for at in range(4) for one in world.stock(at))


def expected_placements(world):
    """Children by year, locality, need, ncy, site."""
    return Counter(
        (YEARS[at], *one[:3], one[4]) for at in range(4) for one in world.stock(at) if one[4]
    )


def expected_flows(world):
    """Ways between Januaries, restated cells, and the rules of the flows by year."""
    ways, restated, rules = Counter(), Counter(), Counter()
    for at in range(3):
        for child in world.children:
            _way(child.papers[at], child.papers[at + 1], YEARS[at + 1], ways, restated, rules)
    return ways, Counter({cell: count for cell, count in restated.items() if count}), rules


def _way(paper, later, year, ways, restated, rules):
    was = None if paper is None else paper.counted
    now = None if later is None else later.counted
    cell = None if was is None else was[1:4]
    opening, what = _opening(was, now, later)
    if what:
        rules[year, RULE_OF[what]] += what != "lost"
        if cell:
            restated[year, NAME_OF[what], *cell] -= 1
        if opening:
            restated[year, NAME_OF[what], *opening] += 1
    if was and now is None and later is None:
        rules[year - 1, "sen2_not_traced"] += 1
    if opening or now:
        home = now[0] if now else was[0] if was else later.locality
        before = opening or ("", None, "outside")
        after = now[1:4] if now else ("", None, "outside")
        ways[year, home, *before, *after] += 1


RULE_OF = {
    "ended": "sen2_ended_before",
    "late": "sen2_recorded_late",
    "aged": "sen2_age_restated",
    "moved": "sen2_setting_restated",
    "lost": "",
}
NAME_OF = {
    "ended": "ended before",
    "late": "recorded late",
    "aged": "birth date",
    "moved": "setting",
    "lost": "birth date",
}


def _opening(was, now, later):
    """The earlier January of a child as it is told later, and what is restated."""
    if was:
        if later is None:
            return was[1:4], ""
        if now is None and later.ended:
            return None, "ended"
        if now is not None and later.ncy_then is None:
            return None, "lost"
        ncy = was[2] if later.ncy_then is None else later.ncy_then
        setting = later.setting_then or was[3]
        what = "aged" if ncy != was[2] else "moved" if setting != was[3] else ""
        return (was[1], ncy, setting), what
    if later is not None and later.had_plan and later.ncy_then is not None:
        need = now[1] if now else "unknown"
        return (need, later.ncy_then, later.setting_then or "unknown"), "late"
    return None, ""


def expected_quality(world):
    """Rows by year and rule."""
    found = Counter()
    for at in range(4):
        for child in world.children:
            if child.papers[at] is not None:
                found.update((YEARS[at], rule) for rule in child.papers[at].rules)
                found[YEARS[at], "sen2_before_birth"] += before_birth(child.papers[at])
    *_, rules = expected_flows(world)
    found.update({cell: count for cell, count in rules.items() if cell[1]})
    return +found


def before_birth(paper):
    """Requests and plans of a paper from before the child was born, as the paper says."""
    born = day_of(paper.born)
    days = [paper.requested, paper.start if paper.has_plan else None]
    days += [SECOND_START] if paper.second else []
    return sum(1 for day in days if born and day and day < born)
