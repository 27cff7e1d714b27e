"""Made-up SEN2 returns of several Januaries, with faults, and what is true of them.

Children live from January to January; a return writes each of them down on a `Paper`, rightly or
wrongly. What the tables must say follows from the papers child by child, in plain loops that know
nothing of files. No child, school or place in it is real.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from xml.sax.saxutils import escape

from sufficiency import terms
from sufficiency.terms.sen2 import return_modules

FIRST_YEAR = 2021
YEARS = (2021, 2022, 2023, 2024)
VERSIONS = ("1.1", "1.2", "1.3", "1.3")
CENSUS = [terms.census_date(year) for year in YEARS]
NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PMLD", "HI", "OTH")
LOCALITIES = tuple(f"L{number:02d}" for number in range(1, 13))
POSTCODES = {
    f"ZX{area} {number}QK": LOCALITIES[area - 1] for area in range(1, 13) for number in range(1, 6)
}
OUTSIDE_POSTCODE = "ZY99 9QK"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


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
BASES = [Place("base", urn=place.urn, flag="unit" if at % 2 else "rp") for at, place in enumerate(MAINSTREAM[:8])]
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
            place, entered = chance.choice([one for one in PLACES if one != place]), date(YEARS[at], 9, 1)
        if chance.random() < 0.04:
            need = chance.choice(NEEDS)
        if chance.random() < 0.03:
            home = chance.choice(list(POSTCODES))
        paper = _paper(child, at, upn, home, start, need, Written(entered, None, place), previous if changed else None)
        if at == joined and chance.random() < 0.3:
            paper = replace(paper, requested=start - timedelta(days=140))
        if chance.random() < faults:
            paper, upn = _with_fault(paper, child, at, upn, chance, is_first=at == joined, changed=changed)
        child.papers[at] = paper
    if last < 3:
        _leave(child, last, upn, home, start, chance, faults)
    return child


def _asks_only(child, at, home, chance):
    """A person with a request and no plan."""
    asked = _day(chance, date(YEARS[at], 1, 1), date(YEARS[at], 12, 31))
    child.papers[at] = Paper(
        blade(child.born), f"H{child.number:011d}{child.number % 10}", home, requested=asked,
        locality=POSTCODES[home], ncy_then=ncy_of(child.born, at) - 1,
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
        blade(child.born), upn, home, start=start, has_plan=True, is_active=True,
        needs=((need, "1"),) if child.number % 3 else ((need, "1"), (NEEDS[child.number % 8], "2")),
        placements=placements, counted=(here, need, ncy, place.setting, place.site), locality=here,
        had_plan=start <= before, ncy_then=ncy - 1 if ncy > -4 else None, setting_then=then.place.setting,
    )


def _leave(child, last, upn, home, start, chance, faults):
    """Write the end of the plan into the return after."""
    at = last + 1
    ceased = _day(chance, CENSUS[last] + timedelta(days=1), CENSUS[at] - timedelta(days=1))
    ncy = ncy_of(child.born, at)
    paper = Paper(
        blade(child.born), upn, home, start=start, cease=ceased, reason="2", has_plan=True,
        locality=POSTCODES[home], had_plan=True, ncy_then=ncy - 1 if ncy <= 21 else None,
    )
    first = child.papers[last]
    if first is not None and start <= CENSUS[last] - timedelta(days=10) and chance.random() < faults:
        ceased = CENSUS[last] - timedelta(days=5)
        paper = replace(paper, cease=ceased, had_plan=False, ended=True)
    elif chance.random() < faults:
        return  # not traced
    child.papers[at] = paper


def _need(paper, need):
    return (paper.counted[0], need, *paper.counted[2:])


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
        paper, *rules, placements=(written,), counted=_put(paper, setting, site),
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
    kind = chance.choice(named)
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
        paper, "sen2_no_entry", placements=(*paper.placements[:-1], current),
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
        paper, born=blade(wrong), counted=(*paper.counted[:2], ncy, *paper.counted[3:]), ncy_then=ncy - 1
    )


def _unborn(paper, text, rule):
    return _told(paper, rule, born=text, counted=None, ncy_then=None)


def _too_old(paper, child, at):
    wrong = date(YEARS[at] - 26, 3, 1)
    return _told(paper, "sen2_age_outside", born=blade(wrong), counted=None, ncy_then=None)


def _elsewhere(paper, postcode, rule):
    counted = ("unknown", *paper.counted[1:])
    return _told(paper, rule, postcode=postcode, locality="unknown", counted=counted)


def _unwritten_record(paper, _child, _at):
    return _told(
        paper, "sen2_plan_without_active", "sen2_need_missing", "sen2_placement_missing",
        is_active=False, needs=(), placements=(), counted=(paper.counted[0], "unknown", paper.counted[2], "unknown", ""),
        setting_then=None,
    )


def _base_flag(setting, urn, rule, counts):
    place = Place(setting, urn=urn, flag="rp")
    return lambda paper, *_: _odd_place(paper, place, rule, setting=counts, site=urn)


ODD_PLACES = {
    "urn_malformed": lambda p, *_: _odd_place(p, Place("unknown", urn="12345"), "sen2_urn_malformed", site=""),
    "urn_unknown": lambda p, *_: _odd_place(p, Place("unknown", urn="999999"), "sen2_urn_unknown"),
    "no_place": lambda p, *_: _odd_place(p, Place("unknown"), "sen2_no_place"),
    "setting_code": lambda p, *_: _odd_place(p, Place("unknown", code="QQQ"), "sen2_setting_code"),
    "provider": lambda p, *_: _odd_place(p, Place("fe", ukprn="10009999"), "sen2_provider_unknown"),
    "beside": lambda p, *_: _odd_place(p, Place("special", urn="120001", code="OLA"), "sen2_setting_beside_urn"),
    "flag_special": _base_flag("special", "120002", "sen2_base_elsewhere", "special"),
    "flag_code": lambda p, *_: _odd_place(p, Place("elsewhere", code="OLA", flag="rp"), "sen2_base_elsewhere"),
    "no_base": _base_flag("mainstream", "100130", "sen2_base_without_base", "base"),
    "both_flags": lambda p, *_: _odd_place(p, Place("base", urn="100101", flag="both"), "sen2_both_flags"),
    "odd_flag": lambda p, *_: _odd_place(p, Place("mainstream", urn="100131", flag="perhaps"), "sen2_no_flag"),
    "unclosed": lambda p, *_: _told(
        p, "sen2_placements_several",
        placements=(Written(date(2010, 9, 1), None, PLACES[3]), *p.placements),
    ),
    "missing": lambda p, *_: _told(
        p, "sen2_placement_missing", placements=(), counted=_put(p, "unknown", ""), setting_then=None
    ),
    "reversed": lambda p, *_: _told(
        p, "sen2_placement_reversed", "sen2_placement_missing", counted=_put(p, "unknown", ""),
        placements=(Written(date(2020, 9, 1), date(2019, 9, 1), PLACES[0]),), setting_then=None,
    ),
}
FAULTS = {
    **ODD_PLACES,
    "need_missing": lambda p, *_: _told(p, "sen2_need_missing", needs=(), counted=_need(p, "unknown")),
    "need_code": lambda p, *_: _told(p, "sen2_need_code", needs=(("ASC", "1"),), counted=_need(p, "unknown")),
    "need_blank": lambda p, *_: _told(p, "sen2_need_blank", needs=(("", "1"),), counted=_need(p, "unknown")),
    "need_second": lambda p, *_: _told(p, "sen2_need_not_first", needs=((p.counted[1], "2"),)),
    "needs_two": lambda p, *_: _told(p, "sen2_needs_several", needs=((p.counted[1], "1"), ("VI", "1"))),
    "need_small": lambda p, *_: replace(p, needs=((p.counted[1].lower(), "1"),)),
    "no_rank": lambda p, *_: _told(p, "sen2_no_rank", needs=((p.counted[1], ""),)),
    "place_second": lambda p, *_: _told(
        p, "sen2_placement_not_first", placements=(*p.placements[:-1], replace(p.placements[-1], rank="2"))
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
    "two_plans": lambda p, *_: _told(p, "sen2_plans_several", second=True),
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


# What must be read --------------------------------------------------------------------------


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
    "ended": "ended before", "late": "recorded late", "aged": "birth date", "moved": "setting", "lost": "birth date",
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
    *_, rules = expected_flows(world)
    found.update({cell: count for cell, count in rules.items() if cell[1] and count})
    return found


# Files ---------------------------------------------------------------------------------------


def rows_of(world, at):
    """The rows of a return by module: dicts of column and text."""
    rows = {module: [] for module in return_modules()}
    rows["sen2"].append(
        {"sen2tableid": "1", "collection": "SEN2", "year": str(YEARS[at] + 1),
         "referencedate": blade(CENSUS[at]), "lea": "899"}
    )
    for child in world.children:
        if child.papers[at] is not None:
            _write_child(rows, child, child.papers[at])
            if child.papers[at].twice:
                _person(rows, child, child.papers[at])
    return rows


def _add(rows, module, above="", **cells):
    spec = return_modules()[module]
    number = f"{len(rows[module]) + 1}"
    parent = {spec.parent_key: above} if spec.parent_key else {}
    rows[module].append({spec.key: number, **parent, **cells})
    return number


def _person(rows, child, paper):
    return _add(
        rows, "person", surname=child.surname, forename=child.forename, personbirthdate=paper.born,
        sex="F", ethnicity="WBRI", postcode=paper.postcode, upn=paper.upn,
        uniquelearnernumber=f"99{child.number:08d}",
    )


def _write_child(rows, child, paper):
    person = _person(rows, child, paper)
    request = _add(
        rows, "requests", person, receiveddate=blade(paper.requested), requestsource="2",
        requestoutcome="Y" if paper.requested else "", requestoutcomedate=blade(paper.requested),
    )
    if paper.has_plan:
        _plan(rows, request, paper.start, paper.cease, paper.reason)
    if paper.is_active:
        active = _add(rows, "activeplans", request, transferla="850" if paper.transferred else "", res="N")
        for need, rank in paper.needs:
            _add(rows, "senneed", active, sentype=need, sentyperank=rank)
        for written in paper.placements:
            _placement(rows, active, written)
    if paper.second:
        other = _add(rows, "requests", person)
        _plan(rows, other, date(2012, 5, 1), None, "")
        active = _add(rows, "activeplans", other)
        _add(rows, "senneed", active, sentype="VI", sentyperank="1")


def _plan(rows, request, start, cease, reason):
    assessment = _add(rows, "assessment", request, assessmentoutcome="Y")
    plan = _add(
        rows, "namedplan", assessment, startdate=blade(start), ceasedate=blade(cease), ceasereason=reason
    )
    _add(rows, "plandetail", plan, urn="100100", placementrank="1")


def _placement(rows, active, written):
    place = written.place
    unit = {"unit": "1", "both": "1", "perhaps": "perhaps"}.get(place.flag, "0")
    provision = {"rp": "true", "both": "1"}.get(place.flag, "false")
    _add(
        rows, "placementdetail", active, urn=place.urn, ukprn=place.ukprn, sensetting=place.code,
        placementrank=written.rank, entrydate=blade(written.entry), leavingdate=blade(written.leaving),
        senunitindicator=unit, resourcedprovisionindicator=provision, res="N",
    )


HEADINGS = {
    "sen2": "NativeId sen2tableid collection year referencedate sourcelevel lea dsco",
    "person": "NativeId persontableid sen2tableid surname forename personbirthdate sex ethnicity"
    " postcode upn uniquelearnernumber upnunknown",
    "requests": "requeststableid NativeId persontableid receiveddate requestsource rya"
    " requestoutcomedate requestoutcome exported",
    "assessment": "assessmenttableid requeststableid assessmentoutcome assessmentoutcomedate week20",
    "namedplan": "namedplantableid assessmenttableid startdate planres planwbp pb ceasedate ceasereason",
    "plandetail": "plandetailtableid namedplantableid urn ukprn sensetting placementrank",
    "activeplans": "activeplanstableid requeststableid transferla res reviewmeeting lastreview",
    "placementdetail": "placementdetailtableid activeplanstableid res urn ukprn sensetting"
    " sensettingother placementrank entrydate leavingdate senunitindicator"
    " resourcedprovisionindicator",
    "senneed": "senneedtableid activeplanstableid sentype sentyperank",
}
ABSENT = {
    "1.1": {("placementdetail", "res"), ("requests", "requestsource"), ("sen2", "dsco")},
    "1.2": {("activeplans", "res"), ("requests", "requestsource"), ("sen2", "dsco")},
    "1.3": {("activeplans", "res")},
}


def headings_of(module, version):
    names = [name for name in HEADINGS[module].split() if (module, name) not in ABSENT[version]]
    return ["gendercurrent" if name == "sex" and version == "1.1" else name for name in names]


def write_modules(folder, rows, version="1.3"):
    """Write a return as COLLECT does: a file for each module."""
    folder.mkdir(parents=True)
    for module, lines in rows.items():
        names = headings_of(module, version)
        path = folder / f"Blade-Export_14-03-2025_{module}.csv"
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, names, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(lines)
    return folder


ELEMENTS = {
    "person": "Person", "requests": "Requests", "assessment": "Assessment", "namedplan": "NamedPlan",
    "plandetail": "PlanDetail", "activeplans": "ActivePlans", "placementdetail": "PlacementDetail",
    "senneed": "SENneed",
}
SPELLED = {
    "personbirthdate": "PersonBirthDate", "postcode": "PostCode", "upn": "UPN", "sentype": "SENtype",
    "sentyperank": "SENtypeRank", "startdate": "StartDate", "entrydate": "EntryDate",
}


def write_xml(path, rows, version="1.3"):
    """Write a return in XML: an element where something stands, and lists around lists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    below = {}
    for module in ELEMENTS:
        spec = return_modules()[module]
        for row in rows[module]:
            below.setdefault((module, row.get(spec.parent_key, "")), []).append(row)
    header = rows["sen2"][0]
    with path.open("w", encoding="utf-8") as opened:
        opened.write(
            '<?xml version="1.0" encoding="utf-8"?>\n<Message>\n<Header><CollectionDetails>'
            f"<Collection>SEN2</Collection><Year>{header['year']}</Year>"
            f"<ReferenceDate>{header['referencedate']}</ReferenceDate></CollectionDetails>"
            f"<Source><LEA>{header['lea']}</LEA></Source></Header>\n<Persons>\n"
        )
        for row in below[("person", "")]:
            _element(opened, "person", row, below, version)
        opened.write("</Persons>\n</Message>\n")
    return path


CHILDREN = {
    "person": ("requests",),
    "requests": ("assessment", "activeplans"),
    "assessment": ("namedplan",),
    "namedplan": ("plandetail",),
    "activeplans": ("placementdetail", "senneed"),
}


def _element(opened, module, row, below, version):
    spec = return_modules()[module]
    opened.write(f"<{ELEMENTS[module]}>")
    for column in headings_of(module, version):
        text = row.get(column, "")
        if text and column not in (spec.key, spec.parent_key):
            name = SPELLED.get(column, column.capitalize())
            opened.write(f"<{name}>{escape(text)}</{name}>")
    for lower in CHILDREN.get(module, ()):
        for one in below.get((lower, row[spec.key]), ()):
            opened.write("\n")
            _element(opened, lower, one, below, version)
    opened.write(f"</{ELEMENTS[module]}>\n")


def write_returns(world, folder, *, form="csv"):
    """Write the four returns into a folder, and give it."""
    for at, year in enumerate(YEARS):
        rows = rows_of(world, at)
        if form == "csv":
            write_modules(folder / f"{year + 1}", rows, VERSIONS[at])
        else:
            write_xml(folder / f"{year + 1}" / "return.xml", rows, VERSIONS[at])
    return folder
