"""Made-up SEN2 returns as files: the modules that COLLECT exports, and XML."""

import csv
from xml.sax.saxutils import escape

from sen2_returns import CENSUS, SECOND_START, VERSIONS, YEARS, blade

from sufficiency.terms.sen2 import return_modules


def rows_of(world, at):
    """The rows of a return by module: dicts of column and text."""
    rows = {module: [] for module in return_modules()}
    rows["sen2"].append(
        {
            "sen2tableid": "1",
            "collection": "SEN2",
            "year": str(YEARS[at] + 1),
            "referencedate": blade(CENSUS[at]),
            "lea": "899",
        }
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
        rows,
        "person",
        surname=child.surname,
        forename=child.forename,
        personbirthdate=paper.born,
        sex="F",
        ethnicity="WBRI",
        postcode=paper.postcode,
        upn=paper.upn,
        uniquelearnernumber=f"99{child.number:08d}",
    )


def _write_child(rows, child, paper):
    person = _person(rows, child, paper)
    request = _add(
        rows,
        "requests",
        person,
        receiveddate=blade(paper.requested),
        requestsource="2",
        requestoutcome="Y" if paper.requested else "",
        requestoutcomedate=blade(paper.requested),
    )
    if paper.has_plan:
        _plan(rows, request, paper.start, paper.cease, paper.reason)
    if paper.is_active:
        active = _add(
            rows, "activeplans", request, transferla="850" if paper.transferred else "", res="N"
        )
        for need, rank in paper.needs:
            _add(rows, "senneed", active, sentype=need, sentyperank=rank)
        for written in paper.placements:
            _placement(rows, active, written)
    if paper.second:
        other = _add(rows, "requests", person)
        _plan(rows, other, SECOND_START, None, "")
        active = _add(rows, "activeplans", other)
        _add(rows, "senneed", active, sentype="VI", sentyperank="1")


def _plan(rows, request, start, cease, reason):
    assessment = _add(rows, "assessment", request, assessmentoutcome="Y")
    plan = _add(
        rows,
        "namedplan",
        assessment,
        startdate=blade(start),
        ceasedate=blade(cease),
        ceasereason=reason,
    )
    _add(rows, "plandetail", plan, urn="100100", placementrank="1")


def _placement(rows, active, written):
    place = written.place
    unit = {"unit": "1", "both": "1", "perhaps": "perhaps"}.get(place.flag, "0")
    provision = {"rp": "true", "both": "1"}.get(place.flag, "false")
    _add(
        rows,
        "placementdetail",
        active,
        urn=place.urn,
        ukprn=place.ukprn,
        sensetting=place.code,
        placementrank=written.rank,
        entrydate=blade(written.entry),
        leavingdate=blade(written.leaving),
        senunitindicator=unit,
        resourcedprovisionindicator=provision,
        res="N",
    )


HEADINGS = {
    "sen2": "NativeId sen2tableid collection year referencedate sourcelevel lea dsco",
    "person": "NativeId persontableid sen2tableid surname forename personbirthdate sex ethnicity"
    " postcode upn uniquelearnernumber upnunknown",
    "requests": "requeststableid NativeId persontableid receiveddate requestsource rya"
    " requestoutcomedate requestoutcome exported",
    "assessment": "assessmenttableid requeststableid assessmentoutcome assessmentoutcomedate"
    " week20",
    "namedplan": "namedplantableid assessmenttableid startdate planres planwbp pb ceasedate"
    " ceasereason",
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
    "person": "Person",
    "requests": "Requests",
    "assessment": "Assessment",
    "namedplan": "NamedPlan",
    "plandetail": "PlanDetail",
    "activeplans": "ActivePlans",
    "placementdetail": "PlacementDetail",
    "senneed": "SENneed",
}
SPELLED = {
    "personbirthdate": "PersonBirthDate",
    "postcode": "PostCode",
    "upn": "UPN",
    "sentype": "SENtype",
    "sentyperank": "SENtypeRank",
    "startdate": "StartDate",
    "entrydate": "EntryDate",
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


def write_returns(world, folder, *, form="csv", lea="899"):
    """Write the four returns into a folder, and give it."""
    for at, year in enumerate(YEARS):
        rows = rows_of(world, at)
        rows["sen2"][0]["lea"] = lea
        if form == "csv":
            write_modules(folder / f"{year + 1}", rows, VERSIONS[at])
        else:
            write_xml(folder / f"{year + 1}" / "return.xml", rows, VERSIONS[at])
    return folder
