"""Made-up SEN2 returns of several Januaries, with faults, and what is true of them.

Children live from January to January; a return writes each of them down on a `Paper`, rightly or
wrongly. What the tables must say follows from the papers (`sen2_truth`), which know nothing of
files (`sen2_files`). No child, school or place in it is real.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from sufficiency import terms

FIRST_YEAR = 2021
YEARS = (2021, 2022, 2023, 2024)
SECOND_START = date(2012, 5, 1)
"""When the second plan of a child began, where a return has one."""
VERSIONS = ("1.1", "1.2", "1.3", "1.3")
CENSUS = [terms.census_date(year) for year in YEARS]
NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PMLD", "HI", "OTH")
LOCALITIES = tuple(f"L{number:02d}" for number in range(1, 13))
POSTCODES = {
    f"ZX{area} {number}QK": LOCALITIES[area - 1] for area in range(1, 13) for number in range(1, 6)
}
OUTSIDE_POSTCODE = "ZY99 9QK"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Place:
    """Where a child can be, as a placement writes it, and as it counts."""

    setting: str
    urn: str = ""
    ukprn: str = ""
    code: str = ""
    flag: str = ""

    @property
    def site(self):
        return self.urn


def _schools(setting, first, count, flag=""):
    return [Place(setting, urn=str(first + at), flag=flag) for at in range(count)]


MAINSTREAM = _schools("mainstream", 100100, 40)
BASES = [
    Place("base", urn=place.urn, flag="unit" if at % 2 else "rp")
    for at, place in enumerate(MAINSTREAM[:8])
]
PLACES = [
    *MAINSTREAM,
    *BASES,
    *_schools("special", 120000, 8),
    *_schools("independent", 130000, 10),
    *_schools("ap", 140000, 2),
    Place("specialist_post16", ukprn="10001111"),
    Place("elsewhere", code="OLA"),
    Place("elsewhere", code="EHE"),
    Place("early_years", code="EYP"),
    Place("not_in_education", code="NEET"),
]


def establishments():
    """Rows of the look-up: urn, setting, ukprn, base_kind."""
    with_base = {place.urn for place in BASES}
    rows = {
        place.urn: [place.urn, place.setting, "", "unit" if place.urn in with_base else ""]
        for place in PLACES
        if place.urn and place.setting != "base"
    }
    return [*rows.values(), ["150000", "specialist_post16", "10001111", ""]]


@dataclass(frozen=True)
class Written:
    """A placement as it is written."""

    entry: date | None
    leaving: date | None
    place: Place
    rank: str = "1"


@dataclass(frozen=True)
class Paper:
    """What a return writes of a child, and what must be read from it."""

    born: str
    upn: str
    postcode: str
    start: date | None = None
    cease: date | None = None
    reason: str = ""
    has_plan: bool = False
    is_active: bool = False
    transferred: bool = False
    needs: tuple = ()
    placements: tuple = ()
    second: bool = False
    twice: bool = False
    requested: date | None = None
    # what must be read
    counted: tuple | None = None  # locality, need, ncy, setting, site
    locality: str = "unknown"
    had_plan: bool = False
    ended: bool = False
    ncy_then: int | None = None
    setting_then: str | None = None
    rules: tuple = ()


@dataclass
class Child:
    number: int
    surname: str
    forename: str
    born: date
    odd_identity: bool = False
    papers: list = field(default_factory=lambda: [None] * len(YEARS))


@dataclass
class World:
    children: list

    def stock(self, at):
        return [
            paper.counted
            for child in self.children
            if (paper := child.papers[at]) is not None and paper.counted is not None
        ]


def spelled(number):
    """A number in letters, so that it is part of a name."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters = chr(97 + rest) + letters
    return letters


def blade(day):
    """A day as COLLECT writes it."""
    return "" if day is None else f"{day.year}-{MONTHS[day.month - 1]}-{day.day:02d} 00:00:00"


def ncy_of(born, at):
    return terms.ncy_of_birth_date(born, year=YEARS[at])


def made_world(persons, *, seed=1, faults=0.08):
    """Live so many persons from January to January."""
    chance = Random(seed)
    return World([_life(number, chance, faults) for number in range(persons)])


def _day(chance, first, last):
    return first + timedelta(days=chance.randint(0, (last - first).days))


def _life(number, chance, faults):
    """One child: when the plan runs, where, with which need; then what each return writes."""
    joined = chance.choices((0, 1, 2, 3), (60, 13, 14, 13))[0]
    ncy = chance.choices(range(-2, 19), [2, 3, *([8] * 12), 7, 7, 6, 4, 3, 2, 1])[0]
    autumn = date(YEARS[joined] - 4 - ncy, 8, 31)
    born = _day(chance, autumn - timedelta(days=363), autumn)
    last = joined
    while last < 3 and chance.random() > 0.08 and ncy_of(born, last + 1) <= 20:
        last += 1
    child = Child(number, f"Zephyrquill{spelled(number)}", f"Ondomar{spelled(number * 7)}", born)
    home = chance.choice(list(POSTCODES))
    if chance.random() < 0.12:
        return _asks_only(child, joined, home, chance)
    upn = f"H{number:011d}{number % 10}"
    before = date(YEARS[joined], 1, 1) if joined == 0 else CENSUS[joined - 1]
    start = _day(chance, before + timedelta(days=1), CENSUS[joined] - timedelta(days=20))
    need, place = chance.choice(NEEDS), chance.choice(PLACES)
    entered, previous = date(YEARS[joined] - 2, 9, 1), None
    for at in range(joined, last + 1):
        changed = at > joined and chance.random() < 0.12
        if changed:
            previous = Written(entered, date(YEARS[at], 8, 31), place)
            place, entered = (
                chance.choice([one for one in PLACES if one != place]),
                date(YEARS[at], 9, 1),
            )
        if chance.random() < 0.04:
            need = chance.choice(NEEDS)
        if chance.random() < 0.03:
            home = chance.choice(list(POSTCODES))
        paper = _paper(
            child,
            at,
            upn,
            home,
            start,
            need,
            Written(entered, None, place),
            previous if changed else None,
        )
        if at == joined and chance.random() < 0.3:
            paper = replace(paper, requested=start - timedelta(days=140))
        if chance.random() < faults:
            paper, upn = _with_fault(
                paper, child, at, upn, chance, is_first=at == joined, changed=changed
            )
        child.papers[at] = paper
    if last < 3:
        _leave(child, last, upn, home, start, chance, faults)
    return child


def _asks_only(child, at, home, chance):
    """A person with a request and no plan."""
    asked = _day(chance, date(YEARS[at], 1, 1), date(YEARS[at], 12, 31))
    child.papers[at] = Paper(
        blade(child.born),
        f"H{child.number:011d}{child.number % 10}",
        home,
        requested=asked,
        locality=POSTCODES[home],
        ncy_then=ncy_of(child.born, at) - 1,
    )
    return child


def _paper(child, at, upn, home, start, need, current, previous):
    """A child with a plan, written rightly."""
    placements = (current,) if previous is None else (previous, current)
    then = current if previous is None else previous
    here = POSTCODES[home]
    ncy = ncy_of(child.born, at)
    before = CENSUS[at - 1] if at else date(YEARS[0], 1, 1)
    place = current.place
    return Paper(
        blade(child.born),
        upn,
        home,
        start=start,
        has_plan=True,
        is_active=True,
        needs=((need, "1"),) if child.number % 3 else ((need, "1"), (NEEDS[child.number % 8], "2")),
        placements=placements,
        counted=(here, need, ncy, place.setting, place.site),
        locality=here,
        had_plan=start <= before,
        ncy_then=ncy - 1 if ncy > -4 else None,
        setting_then=then.place.setting,
    )


def _leave(child, last, upn, home, start, chance, faults):
    """Write the end of the plan into the return after."""
    at = last + 1
    ceased = _day(chance, CENSUS[last] + timedelta(days=1), CENSUS[at] - timedelta(days=1))
    ncy = ncy_of(child.born, at)
    paper = Paper(
        blade(child.born),
        upn,
        home,
        start=start,
        cease=ceased,
        reason="2",
        has_plan=True,
        locality=POSTCODES[home],
        had_plan=True,
        ncy_then=ncy - 1 if ncy <= 21 else None,
    )
    first = child.papers[last]
    if (
        first is not None
        and start <= CENSUS[last] - timedelta(days=10)
        and chance.random() < faults
    ):
        ceased = CENSUS[last] - timedelta(days=5)
        paper = replace(paper, cease=ceased, had_plan=False, ended=True)
    elif chance.random() < faults:
        return  # not traced
    child.papers[at] = paper


def _need(paper, need):
    return (paper.counted[0], need, *paper.counted[2:])


def _two_needs(paper):
    """Two needs of rank 1: that counts which comes first among the codes, wherever it stands."""
    needs = sorted((paper.counted[1], "VI"), key=terms.needs().codes.index)
    written = ((paper.counted[1], "1"), ("VI", "1"))
    return _told(paper, "sen2_needs_several", needs=written, counted=_need(paper, needs[0]))


def _put(paper, setting, site):
    return (*paper.counted[:3], setting, site)


def _told(paper, *rules, **changes):
    return replace(paper, rules=(*paper.rules, *rules), **changes)


def _odd_place(paper, place, *rules, setting=None, site=None):
    """The last placement at another place; the January before is told by it too, or not at all."""
    written = replace(paper.placements[-1], place=place)
    setting = place.setting if setting is None else setting
    site = place.site if site is None else site
    return _told(
        paper,
        *rules,
        placements=(written,),
        counted=_put(paper, setting, site),
        setting_then=None if setting == "unknown" else setting,
    )


def _with_fault(paper, child, at, upn, chance, *, is_first, changed):
    """One fault of many; returns the paper and the UPN that is written from then on."""
    named = [name for name in FAULTS if name not in ("stale", "late", "transferred")]
    if changed:
        named = [name for name in named if name not in ODD_PLACES] + ["stale"] * 12
    if is_first and at < 3:
        named += ["late"] * 3
    if is_first and at > 0:
        named += ["transferred"] * 3
    if child.odd_identity:
        named = [name for name in named if name not in OF_IDENTITY]
    kind = chance.choice(named)
    child.odd_identity |= kind in OF_IDENTITY
    if kind == "late":
        return None, upn
    if kind == "upn_changed":
        upn = f"K{child.number:011d}{at}"
        rules = () if is_first or child.papers[at - 1] is None else ("sen2_upn_changed",)
        return _told(paper, *rules, upn=upn), upn
    return FAULTS[kind](paper, child, at), upn


def _stale(paper, _child, _at):
    old = replace(paper.placements[0], leaving=None)
    return replace(paper, placements=(old,), counted=_put(paper, old.place.setting, old.place.site))


def _no_entry(paper, _child, _at):
    current = replace(paper.placements[-1], entry=None)
    changed = len(paper.placements) > 1
    return _told(
        paper,
        "sen2_no_entry",
        placements=(*paper.placements[:-1], current),
        setting_then=paper.setting_then if changed else None,
    )


def _born_wrong(paper, child, at):
    """A year too early; the year in which a child would be too old is left as it is."""
    ncy = paper.counted[2] + 1
    if ncy > 20:
        return paper
    wrong = child.born.replace(year=child.born.year - 1, day=min(child.born.day, 28))
    ncy = ncy_of(wrong, at)
    return replace(
        paper,
        born=blade(wrong),
        counted=(*paper.counted[:2], ncy, *paper.counted[3:]),
        ncy_then=ncy - 1,
    )


def _unborn(paper, text, rule):
    paper = _told(paper, rule, born=text, counted=None, ncy_then=None)
    return _told(paper, "sen2_left_out")


def _too_old(paper, child, at):
    wrong = date(YEARS[at] - 26, 3, 1)
    return _told(paper, "sen2_age_outside", born=blade(wrong), counted=None, ncy_then=None)


def _elsewhere(paper, postcode, rule):
    counted = ("unknown", *paper.counted[1:])
    return _told(paper, rule, postcode=postcode, locality="unknown", counted=counted)


def _unwritten_record(paper, _child, _at):
    return _told(
        paper,
        "sen2_plan_without_active",
        "sen2_need_missing",
        "sen2_placement_missing",
        is_active=False,
        needs=(),
        placements=(),
        counted=(paper.counted[0], "unknown", paper.counted[2], "unknown", ""),
        setting_then=None,
    )


def _base_flag(setting, urn, rule, counts):
    place = Place(setting, urn=urn, flag="rp")
    return lambda paper, *_: _odd_place(paper, place, rule, setting=counts, site=urn)


ODD_PLACES = {
    "urn_malformed": lambda p, *_: _odd_place(
        p, Place("unknown", urn="12345"), "sen2_urn_malformed", site=""
    ),
    "urn_unknown": lambda p, *_: _odd_place(p, Place("unknown", urn="999999"), "sen2_urn_unknown"),
    "no_place": lambda p, *_: _odd_place(p, Place("unknown"), "sen2_no_place"),
    "setting_code": lambda p, *_: _odd_place(p, Place("unknown", code="QQQ"), "sen2_setting_code"),
    "provider": lambda p, *_: _odd_place(p, Place("fe", ukprn="10009999"), "sen2_provider_unknown"),
    "beside": lambda p, *_: _odd_place(
        p, Place("special", urn="120001", code="OLA"), "sen2_setting_beside_urn"
    ),
    "flag_special": _base_flag("special", "120002", "sen2_base_elsewhere", "special"),
    "flag_code": lambda p, *_: _odd_place(
        p, Place("elsewhere", code="OLA", flag="rp"), "sen2_base_elsewhere"
    ),
    "no_base": _base_flag("mainstream", "100130", "sen2_base_without_base", "base"),
    "both_flags": lambda p, *_: _odd_place(
        p, Place("base", urn="100101", flag="both"), "sen2_both_flags"
    ),
    "odd_flag": lambda p, *_: _odd_place(
        p, Place("mainstream", urn="100131", flag="perhaps"), "sen2_no_flag"
    ),
    "unclosed": lambda p, *_: _told(
        p,
        "sen2_placements_several",
        placements=(Written(date(2010, 9, 1), None, PLACES[3]), *p.placements),
    ),
    "missing": lambda p, *_: _told(
        p,
        "sen2_placement_missing",
        placements=(),
        counted=_put(p, "unknown", ""),
        setting_then=None,
    ),
    "reversed": lambda p, *_: _told(
        p,
        "sen2_placement_reversed",
        "sen2_placement_missing",
        counted=_put(p, "unknown", ""),
        placements=(Written(date(2020, 9, 1), date(2019, 9, 1), PLACES[0]),),
        setting_then=None,
    ),
}
FAULTS = {
    **ODD_PLACES,
    "need_missing": lambda p, *_: _told(
        p, "sen2_need_missing", needs=(), counted=_need(p, "unknown")
    ),
    "need_code": lambda p, *_: _told(
        p, "sen2_need_code", needs=(("QQQ", "1"),), counted=_need(p, "unknown")
    ),
    "need_old": lambda p, *_: _told(
        p, "sen2_need_otherwise", needs=(("besd", "1"),), counted=_need(p, "SEMH")
    ),
    "need_blank": lambda p, *_: _told(
        p, "sen2_need_blank", needs=(("", "1"),), counted=_need(p, "unknown")
    ),
    "need_second": lambda p, *_: _told(p, "sen2_need_not_first", needs=((p.counted[1], "2"),)),
    "needs_two": lambda p, *_: _two_needs(p),
    "need_small": lambda p, *_: replace(p, needs=((p.counted[1].lower(), "1"),)),
    "no_rank": lambda p, *_: _told(p, "sen2_no_rank", needs=((p.counted[1], ""),)),
    "place_second": lambda p, *_: _told(
        p,
        "sen2_placement_not_first",
        placements=(*p.placements[:-1], replace(p.placements[-1], rank="2")),
    ),
    "no_entry": _no_entry,
    "stale": _stale,
    "born_wrong": _born_wrong,
    "born_blank": lambda p, *_: _unborn(p, "", "sen2_no_birth_date"),
    "born_odd": lambda p, *_: _unborn(p, "31/02/2015", "sen2_no_day"),
    "too_old": _too_old,
    "no_postcode": lambda p, *_: _elsewhere(p, "", "sen2_no_postcode"),
    "far_postcode": lambda p, *_: _elsewhere(p, OUTSIDE_POSTCODE, "sen2_postcode_outside"),
    "no_upn": lambda p, *_: _told(p, "sen2_no_upn", upn=""),
    "odd_upn": lambda p, *_: _told(p, "sen2_no_upn", upn="see file"),
    "upn_changed": None,
    "two_plans": lambda p, *_: _told(p, "sen2_plans_several", second=True, had_plan=True),
    "twice": lambda p, *_: _told(p, "sen2_person_twice", twice=True),
    "no_start": lambda p, *_: _told(p, "sen2_no_start", start=None, had_plan=False),
    "reason": lambda p, *_: _told(p, "sen2_reason_without_day", reason="2"),
    "gone": lambda p, *_: _told(p, "sen2_gone_elsewhere", reason="5"),
    "no_record": _unwritten_record,
    "no_plan": lambda p, *_: _told(p, "sen2_active_without_plan", has_plan=False, had_plan=False),
    "transferred": lambda p, *_: _told(
        p, "sen2_came_from_elsewhere", start=date(2016, 5, 1), transferred=True, had_plan=False
    ),
    "late": None,
}


OF_IDENTITY = {
    *("no_upn", "odd_upn", "upn_changed", "born_wrong", "born_blank", "born_odd", "too_old")
}
"""Only one of these for a child: with two of them nobody could know it again."""
