"""The Department's "Education, health and care plans", releases of 2022 to 2026."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, NotPossibleError, finding
from sufficiency.sources.asked import authority_asked, paths_asked
from sufficiency.sources.ees.checks import breakdowns_add_up, places_add_up, rows_add_up
from sufficiency.sources.ees.counted import COUNTED
from sufficiency.sources.ees.long import count_age_bands, count_establishments, count_flows
from sufficiency.sources.ees.margins import margins_of
from sufficiency.sources.ees.opening import Opened, Opening, Paths, open_files
from sufficiency.sources.ees.placed import MOST_TOLD, Places, placed, places_of, who_of
from sufficiency.sources.ees.releases import latest
from sufficiency.sources.ees.renaming import latest_places, renamed
from sufficiency.sources.ees.series import benchmarks_of, flows_of, history_of
from sufficiency.sources.ees.telling import account_rows, marks_told, not_collected
from sufficiency.sources.ees.wide import count_needs, count_placements
from sufficiency.sources.reading import Reading, account_of

if TYPE_CHECKING:
    import pandas as pd

WHAT = "The published files of plans"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Laid:
    """A file with the rows that say whose and of which year they are."""

    opened: Opened
    frame: pd.DataFrame


def read_ehc_plans(
    paths: Paths,
    *,
    authority: str | int | None = None,
    beside: str | int | Sequence[str | int] = (),
    categories: Mapping[str, str] | None = None,
) -> Reading:
    """Read published files of EHC plans into margins, history, flows and benchmarks.

    Files are known by their headings, whatever they are called: plans in January, new plans,
    primary needs, requests, assessments, ceased plans (releases since 2025), and plans and new
    plans by age band and type of establishment (releases of 2022 to 2024). Of a January in several
    releases the latest one counts.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        A folder, the zip file of a release, or single CSV files or workbooks.
    authority : str or int, optional
        Code (nine characters or three digits) or name; needed where there are several.
    beside : str, int or a sequence of them
        Other authorities that stand in the table benchmarks: statistical neighbours.
    categories : mapping of str to str, optional
        The setting of a placement, or the need of a column, that this version does not know:
        {"special_new": "special"}.

    Returns
    -------
    Reading
        Tables:

        - margins: the table of an area, for Januaries since 2019 [children];
        - history: the table of an area, of the authority, its region and England [children];
        - flows: year, area, flow, reason, need, ncy_from, ncy_to, setting, children, basis; a
          calendar year is that of the January that follows it;
        - benchmarks: level, and the columns of flows; all figures of the authority, those beside
          it, its region and England.

        Notes name every published total that does not add up, what was not collected, what
        is not shown, and what was restated; no figure is changed.

    Raises
    ------
    FindingsError
        With all faults at once: no such authority, a placement that is not known, cells that are
        neither counts nor marks, rows or files that stand twice.
    FileError
        If there is no such file or it cannot be opened.
    NotPossibleError
        If a category is given a setting or need that there is not, or an option is not of its kind.

    Notes
    -----
    Contains public sector information licensed under the Open Government Licence v3.0, if the
    figures do: say so where they are shown.

    Examples
    --------
    >>> import sufficiency as sf
    >>> reading = sf.read_ehc_plans("release.zip", authority="940")  # doctest: +SKIP
    """
    wanted = authority_asked(authority)
    others = _beside(beside)
    settled = _settled(categories or {})
    opening = open_files(paths)
    findings = list(opening.findings)
    used = [one for one in opening.files if one.kind.used]
    findings += _not_used(opening)
    if not used:
        findings.append(finding("ees_no_files", file=_names(paths)))
        raise FindingsError(findings, what=WHAT)
    laid: list[_Laid] = []
    for one in used:
        frame, faults = placed(one)
        findings += faults
        laid.append(_Laid(one, frame))
    _raise_faults(findings)
    latest_named = latest_places([(one.opened.table.file, one.frame) for one in laid])
    file = laid[0].opened.table.file if len(laid) == 1 else "the published files"
    places = places_of(latest_named, wanted, others, file=file)
    laid = [
        _Laid(one.opened, _told(_Laid(one.opened, frame), places))
        for one, frame in zip(laid, latest_named.frames, strict=True)
    ]
    findings += renamed(latest_named, places)
    findings += _absent(laid, places) + _twice(laid)
    counted, found = _counted(laid, settled)
    findings += found
    _raise_faults(findings)
    for held in laid:
        for check in (rows_add_up, breakdowns_add_up, places_add_up):
            findings += check(held.frame, held.opened)
    counted, restated = latest(counted)
    findings += [*restated, *not_collected(counted), *marks_told(counted)]
    margins, told = margins_of(counted[counted["who"] == "authority"])
    return _reading(opening, laid, places, counted, margins, [*findings, *told], settled)


def _beside(given: object) -> list[str]:
    """Give the other authorities as text; one alone may be given without a list."""
    listed = given if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    asked = [authority_asked(one) for one in listed]
    return [one for one in asked if one is not None]


def _settled(categories: Mapping[str, str]) -> dict[str, str]:
    """Hold what the user named against settings and needs."""
    if not isinstance(categories, Mapping):
        raise NotPossibleError.of("ees_categories_kind", kind=type(categories).__name__)
    known = {*terms.settings(), *terms.needs()}
    for name, code in categories.items():
        if code not in known:
            meant = terms.settings().nearest_words(code) or terms.needs().nearest_words(code)
            remedy = f"Did you mean {meant}?" if meant else "Give a setting or a need."
            raise NotPossibleError.of("ees_no_such_code", value=code, name=name, meant=remedy)
    return dict(categories)


def _told(laid: _Laid, places: Places) -> pd.DataFrame:
    """Add whose a row is, its topic, measure, release and file."""
    frame, kind = laid.frame, laid.opened.kind
    years = frame["year"][frame["year"] >= 0]
    release = int(years.max()) + 1 if len(years) else 0
    if "breakdown_topic" in frame and "breakdown" in frame:
        topics = {
            topic: terms.published_topic(kind.file, topic)
            for topic in frame["breakdown_topic"].unique()
        }
        topic = frame["breakdown_topic"].map(topics)
        breakdown = frame["breakdown"]
    else:
        topic = frame["level"].map(lambda _: "all")
        breakdown = frame["level"].map(lambda _: "")
    return frame.assign(
        who=who_of(frame, places),
        topic=topic.astype(object),
        breakdown=breakdown.astype(object),
        measure=kind.measure,
        release=release,
        file=laid.opened.table.file,
    )


def _counted(
    laid: Sequence[_Laid], categories: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Count every file's figures in one long form."""
    import pandas as pd

    made: list[Any] = []
    findings: list[Finding] = []
    for one in laid:
        frame = one.frame[one.frame["who"] != ""]
        kind = one.opened.kind
        if kind.form == "wide":
            rows, found = count_placements(frame, one.opened, categories=categories)
        elif kind.form == "needs":
            rows, found = count_needs(frame, one.opened, categories=categories)
        elif kind.form == "flows":
            rows, found = count_flows(frame, one.opened)
        elif kind.file.endswith("_by_age"):
            rows, found = count_age_bands(frame, one.opened)
        else:
            rows, found = count_establishments(frame, one.opened, categories=categories)
        made += [part for part in rows if len(part)]
        findings += found
    if not made:
        return pd.DataFrame(columns=[*COUNTED, "reason"]), findings
    counted = pd.concat(made, ignore_index=True)
    if "reason" not in counted:
        counted["reason"] = ""
    return counted.assign(reason=counted["reason"].fillna("")), findings


def _not_used(opening: Opening) -> list[Finding]:
    return [
        finding("ees_file_not_used", file=one.table.file, value=one.kind.label)
        for one in opening.files
        if not one.kind.used
    ]


def _absent(laid: Sequence[_Laid], places: Places) -> list[Finding]:
    """Note files without rows of the authority."""
    return [
        finding("ees_authority_absent", file=one.opened.table.file, value=places.name)
        for one in laid
        if not (one.frame["who"] == "authority").any()
    ]


def _twice(laid: Sequence[_Laid]) -> list[Finding]:
    """Name files of one kind and release that were given twice, and rows that stand twice."""
    found: list[Finding] = []
    first: dict[tuple[str, str, int], str] = {}
    for one in laid:
        kind = one.opened.kind
        if one.frame.empty:
            continue
        key = (kind.file, kind.measure, int(one.frame["release"].iloc[0]))
        if key in first:
            file = one.opened.table.file
            found.append(finding("ees_file_twice", file=file, value=kind.label, first=first[key]))
            continue
        first[key] = one.opened.table.file
        found += _rows_twice(one)
    return found


def _rows_twice(laid: _Laid) -> list[Finding]:
    names = ("establishment_group", "establishment_type", "age", "characteristic_age")
    keys = ["who", "area", "year", "breakdown"]
    keys += [
        name for name in (*names, "ehcp_or_statement", "breakdown_topic") if name in laid.frame
    ]
    rows = laid.frame[laid.frame["who"] != ""]
    repeated = rows[rows.duplicated(keys)]
    file, told = laid.opened.table.file, repeated[["area", "breakdown"]].head(MOST_TOLD)
    return [
        finding("ees_row_twice", file=file, row=int(row), value=", ".join(words))
        for row, words in zip(told.index, told.astype(str).to_numpy().tolist(), strict=True)
    ]


def _raise_faults(findings: Sequence[Finding]) -> None:
    if any(one.severity == "error" for one in findings):
        raise FindingsError(findings, what=WHAT)


def _names(paths: Paths) -> str:
    return ", ".join(place.name for place in paths_asked(paths)) or "no file"


def _reading(
    opening: Opening,
    laid: Sequence[_Laid],
    places: Places,
    counted: pd.DataFrame,
    margins: pd.DataFrame,
    findings: Sequence[Finding],
    categories: Mapping[str, str],
) -> Reading:
    """Put the tables, the account and the notes together."""
    releases = sorted({int(one.frame["release"].iloc[0]) for one in laid if len(one.frame)})
    listed = " and ".join(map(str, releases))
    steps = [row for one in laid for row in account_rows(one.frame, one.opened, places)]
    steps += [
        (one.table.file, one.kind.label, len(one.table.frame), "left_out", "nothing is made of it")
        for one in opening.files
        if not one.kind.used
    ]
    held = {
        "margins": margins,
        "history": history_of(counted),
        "flows": flows_of(counted),
        "benchmarks": benchmarks_of(counted),
    }
    settings = {"authority": places.code, "la_code": places.la_code, "region": places.region}
    settings |= {f"beside {word}": name for word, name in places.names}
    settings |= {f"category {name}": code for name, code in categories.items()}
    return Reading(
        kind="ehc_plans",
        title=f"Published EHC plans of {places.name}",
        held=held,
        steps=account_of(steps),
        findings=tuple(findings),
        inputs=opening.inputs,
        version=f"release {listed}" if len(releases) == 1 else f"releases {listed}",
        settings=settings,
    )
