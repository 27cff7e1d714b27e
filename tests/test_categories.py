"""Every placement category that the Department publishes has one setting, and its totals re-add.

The published rows are the Department for Education's, Education, health and care plans, reporting
year 2025 (Open Government Licence v3.0). They are read where they lie beside the repository.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sufficiency import terms
from sufficiency.errors import UnknownNameError

RELEASES = range(2022, 2027)
FILES = {"caseload_column", "needs_label", "establishment_label", "sen2_code"}
GRAND_TOTAL = {
    "caseload_column": "ehcplans",
    "needs_label": "All EHC plans",
    "establishment_label": "Total | Total",
}

SAMPLE = (
    Path(__file__).resolve().parents[2] / "shared/data/explore_education_statistics_2025_sample"
)
needs_sample = pytest.mark.skipif(
    not SAMPLE.is_dir(), reason="the published rows are not beside the repository"
)
SAMPLE_RELEASE = 2025
KEYS_END_WITH = "breakdown"  # the last of the columns that say what a row is about

# January up to which a published total leaves a category out, though it holds it since. The
# grand total holds it all along.
LEFT_OUT_UP_TO = {("ed_elsewhere", "other_placement_settings"): 2023}

# Plans that a published total counts in no category at all. Most likely Hackney's: the release of
# 2024 says that 3,473 of its plans are in the total, most of them without details.
IN_NO_CATEGORY = {("England", 2024, "All EHC plans", "ehcplans"): 3645}

# Caseload of North Northamptonshire, January 2025: row "All EHC plans", time period 202425, of
# caseload.csv, Education, health and care plans, reporting year 2025.
PUBLISHED_ROW = """
    ehcplans=4551 mainstream_la_maintained=277 mainstream_la_maintained_resourced_provision=1
    mainstream_la_maintained_senunit=37 mainstream_academy=1522
    mainstream_academy_resourced_provision=54 mainstream_academy_senunit=175
    mainstream_free_school=45 mainstream_free_school_resourced_provision=1
    mainstream_free_school_senunit=0 mainstream_independent=13 mainstream_total=2125
    special_la_maintained=289 special_academy_free=1091 special_independent=212
    special_non_maintained=3 special_total=1595 ap_pru_academy=5 ap_pru_free_school=11
    ap_pru_la_maintained=0 ap_pru_total=16 general_fe_tertiary_colleges=343
    specialist_post_16_institutions=53 ukrlp_provider=23 fe_total=419 elective_home_education=65
    other_arrangements_la=61 other_arrangements_parents=2 online_provider=0 w_settings=0
    other_schools=0 other_placement_settings=1 neet=72 neet_ntci=1 neet_other=2
    neet_other_csa=46 ed_elsewhere=250 nm_early_years=124 placement_unknown=22
"""  # and "x", not collected any more, in await_prov_2022 and perm_ex_2022
NORTH_NORTHAMPTONSHIRE = {
    name: int(plans) for name, plans in (cell.split("=") for cell in PUBLISHED_ROW.split())
}
NORTH_NORTHAMPTONSHIRE_SETTINGS = {
    "mainstream": 1857,  # the published 2,125 less 268 in bases; 13 in independent schools
    "base": 268,
    "special": 1380,
    "independent": 215,
    "ap": 16,
    "fe": 366,  # 343 in colleges and 23 with other providers
    "specialist_post16": 53,
    "early_years": 124,
    "elsewhere": 129,
    "not_in_education": 121,
    "unknown": 22,
}


def known(file, release):
    """Categories of one form in one release, by name."""
    return {
        row.category: row
        for row in terms.categories()
        if row.file == file and row.from_release <= release <= row.to_release
    }


def details_of(total, rows):
    """Details inside a total, directly or through totals inside it."""
    inside = [row for row in rows.values() if row.part_of == total]
    return [row.category for row in inside if row.role == "detail"] + [
        detail for row in inside if row.role == "total" for detail in details_of(row.category, rows)
    ]


def totals_of(file, release):
    """Each total of a form with the details inside it."""
    rows = known(file, release)
    return {name: details_of(name, rows) for name, row in rows.items() if row.role == "total"}


def by_setting(plans, *, file, release):
    """Add up plans of detail categories by setting."""
    added = Counter()
    for category, row in known(file, release).items():
        if row.role == "detail" and category in plans:
            added[terms.setting_of(category, file=file, release=release)] += plans[category]
    return dict(added)


def published(name):
    """Rows of one published file."""
    with (SAMPLE / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def count_of(cell):
    """Give the number in a cell; None where the Department shows x."""
    return None if cell == "x" else int(cell)


def who(row):
    return row["la_name"] or "England"


def measures(row):
    """Columns that count children, without keys and percentages."""
    names = list(row)
    after_keys = names[names.index(KEYS_END_WITH) + 1 :]
    return [name for name in after_keys if not name.lower().endswith("_pc")]


# The table by itself


@pytest.mark.parametrize("release", RELEASES)
def test_a_category_has_one_row_in_each_release(release):
    rows = Counter(
        (row.file, row.category)
        for row in terms.categories()
        if row.from_release <= release <= row.to_release
    )
    assert [key for key, times in rows.items() if times > 1] == []


def test_a_detail_has_a_known_setting_and_a_total_has_none():
    for row in terms.categories():
        assert row.file in FILES, row
        assert 2022 <= row.from_release <= row.to_release, row
        assert not row.category.lower().endswith("_pc"), row  # a percentage is no category
        if row.role == "detail":
            assert row.setting in terms.settings(), row
        else:
            assert (row.role, row.setting) == ("total", ""), row


@pytest.mark.parametrize("file", sorted(GRAND_TOTAL))
@pytest.mark.parametrize("release", RELEASES)
def test_every_detail_is_inside_the_grand_total_once(file, release):
    rows = known(file, release)
    details = sorted(name for name, row in rows.items() if row.role == "detail")
    if not rows:  # that release was not published in that form
        return
    assert sorted(details_of(GRAND_TOTAL[file], rows)) == details
    assert [name for name, row in rows.items() if not row.part_of] == [GRAND_TOTAL[file]]
    assert all(totals_of(file, release).values())  # no total is empty


@pytest.mark.parametrize("release", RELEASES)
def test_a_release_has_the_long_form_or_the_wide_one(release):
    """Labels down the rows up to 2024; columns, and need by placement, since 2025."""
    forms = {file for file in FILES - {"sen2_code"} if known(file, release)}
    wide = {"caseload_column", "needs_label"}
    assert forms == ({"establishment_label"} if release <= 2024 else wide)


@pytest.mark.parametrize(
    ("file", "release", "mainstream", "special"),
    [
        ("caseload_column", 2025, "mainstream_total", "special_total"),
        ("needs_label", 2025, "Mainstream - total", "Special - total"),
        ("establishment_label", 2022, "Mainstream school | Total", "Special school | Total"),
    ],
)
def test_published_totals_are_wider_than_settings(file, release, mainstream, special):
    """The mainstream total includes bases; the special total includes independent schools."""

    def settings(total):
        parts = totals_of(file, release)[total]
        return {terms.setting_of(part, file=file, release=release) for part in parts}

    assert settings(mainstream) == {"mainstream", "base"}
    assert settings(special) == {"special", "independent"}


def test_the_wide_form_reaches_every_setting():
    rows = known("caseload_column", 2025).values()
    assert {row.setting for row in rows if row.role == "detail"} == set(terms.settings())


def test_the_column_of_special_academies_was_split_in_2026():
    def setting(name, release):
        return terms.setting_of(name, file="caseload_column", release=release)

    assert setting("special_academy_free", 2025) == "special"
    assert setting("special_academy", 2026) == setting("special_free_school", 2026) == "special"
    with pytest.raises(UnknownNameError, match="special_academy_free is not a known placement"):
        setting("special_academy_free", 2026)
    with pytest.raises(UnknownNameError, match="special_free_school is not a known placement"):
        setting("special_free_school", 2025)


def test_a_total_has_no_setting():
    with pytest.raises(UnknownNameError, match="mainstream_total is a published total of several"):
        terms.setting_of("mainstream_total", file="caseload_column", release=2025)


def test_the_form_settles_what_a_name_means():
    """Only in the return is NEET a code by itself; the long form writes its group before it."""
    assert terms.setting_of("NEET", file="sen2_code", release=2025) == "not_in_education"
    long_form = {"file": "establishment_label", "release": 2023}
    assert terms.setting_of("NEET | NEET", **long_form) == "not_in_education"
    with pytest.raises(UnknownNameError, match="NEET is not a known placement category"):
        terms.setting_of("NEET", **long_form)


def test_nobody_waits_in_the_person_level_return():
    codes = known("sen2_code", 2025)
    assert "awaiting" not in {row.setting for row in codes.values()}
    assert set(codes) == {"OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"}


# Known answer: North Northamptonshire, January 2025


def test_north_northamptonshire_by_setting():
    settings = by_setting(NORTH_NORTHAMPTONSHIRE, file="caseload_column", release=2025)
    assert settings == NORTH_NORTHAMPTONSHIRE_SETTINGS
    assert sum(settings.values()) == NORTH_NORTHAMPTONSHIRE["ehcplans"]


def test_north_northamptonshire_totals_re_add():
    for total, parts in totals_of("caseload_column", 2025).items():
        added = sum(NORTH_NORTHAMPTONSHIRE.get(part, 0) for part in parts)
        assert added == NORTH_NORTHAMPTONSHIRE[total], total


# England 2022, long form: the groups that the release of that year described


def test_educated_elsewhere_of_the_long_form_holds_those_who_wait():
    """England, January 2022: 16,290 = 4,098 at home + 4,992 + 777 + 6,342 waiting + 81 excluded.

    The release of 2022 gives 16,300 educated elsewhere and, apart from them, 12,500 not in
    education and 4,000 in other placements.
    """
    rows = known("establishment_label", 2022)
    inside = set(details_of("Educated elsewhere | Total", rows))
    settings = Counter(rows[part].setting for part in inside)
    assert settings == {"elsewhere": 3, "awaiting": 7}
    assert not inside & {"NEET | NEET", "Other | Other"}
    assert 4098 + 4992 + 777 + 6342 + 81 == 16290


# The published rows


@needs_sample
@pytest.mark.parametrize(
    ("name", "grand_total"), [("caseload.csv", "ehcplans"), ("newplans.csv", "new_ehc_plans")]
)
def test_every_published_column_is_a_category(name, grand_total):
    """New plans have the columns of the caseload, under a grand total of another name."""
    categories = set(known("caseload_column", SAMPLE_RELEASE)) - {"ehcplans"}
    assert set(measures(published(name)[0])) == categories | {grand_total}


@needs_sample
@pytest.mark.parametrize(
    "name", ["sen_needs_all_plans.csv", "sen_need_newplans.csv", "ceased_plans.csv"]
)
def test_every_published_label_is_a_category(name):
    labels = {
        row["breakdown"] for row in published(name) if row["breakdown_topic"] == "Type of placement"
    }
    assert labels
    assert labels - set(known("needs_label", SAMPLE_RELEASE)) == set()


@needs_sample
def test_every_total_of_the_published_caseload_re_adds():
    """England and four authorities, January 2019 to 2025, every breakdown; no row is skipped.

    A cell shows x only where England's does too: the category was not collected that January.
    """
    rows = published("caseload.csv")
    totals = totals_of("caseload_column", SAMPLE_RELEASE)
    checked = 0
    for row in rows:
        january = 2000 + int(row["time_period"][-2:])
        for total, parts in totals.items():
            counted = [
                count_of(row[part]) or 0
                for part in parts
                if january > LEFT_OUT_UP_TO.get((total, part), 0)
            ]
            where = (who(row), january, row["breakdown"], total)
            assert sum(counted) + IN_NO_CATEGORY.get(where, 0) == count_of(row[total]), where
            checked += 1
    assert checked == len(rows) * 6
    assert len({who(row) for row in rows}) == 5


@needs_sample
def test_a_category_is_hidden_only_where_it_was_not_collected():
    rows = published("caseload.csv")
    not_collected = {
        row["time_period"]: {name for name in measures(row) if row[name] == "x"}
        for row in rows
        if who(row) == "England" and row["breakdown_topic"] == "All EHC plans"
    }
    for row in rows:
        hidden = {name for name in measures(row) if row[name] == "x"}
        assert hidden == not_collected[row["time_period"]]
    waiting = {"await_prov_2022", "perm_ex_2022"}
    assert all(waiting <= not_collected[year] for year in ("202223", "202324", "202425"))
    assert not waiting & not_collected["202122"]


@needs_sample
def test_other_placements_stood_beside_educated_elsewhere_up_to_january_2023():
    """England: the published total leaves 4,498 out in 2023, and holds 3,748 in 2024."""
    parts = totals_of("caseload_column", SAMPLE_RELEASE)["ed_elsewhere"]
    beside = {
        row["time_period"]: sum(count_of(row[part]) or 0 for part in parts)
        - int(row["ed_elsewhere"])
        for row in published("caseload.csv")
        if who(row) == "England" and row["breakdown_topic"] == "All EHC plans"
    }
    assert (beside["202122"], beside["202223"]) == (3965, 4498)
    assert (beside["202324"], beside["202425"]) == (0, 0)


@needs_sample
def test_every_total_of_the_published_needs_re_adds():
    """England and four authorities, January 2025, each need; a label without plans has no row.

    Skipped: the needs of Surrey, which show x in every row; its totals of all needs are checked.
    """
    totals = totals_of("needs_label", SAMPLE_RELEASE)
    rows = [
        row
        for row in published("sen_needs_all_plans.csv")
        if row["breakdown_topic"] in ("Type of placement", "All EHC plans")
    ]
    skipped, checked = set(), 0
    for place in sorted({who(row) for row in rows}):
        here = {row["breakdown"]: row for row in rows if who(row) == place}
        for measure in measures(rows[0]):
            plans = {label: count_of(row[measure]) for label, row in here.items()}
            if None in (plans[part] for part in plans if part not in totals):
                skipped.add((place, measure))
                continue
            for total, parts in totals.items():
                added = sum(plans.get(part, 0) for part in parts)
                assert added == plans.get(total, 0), (place, measure, total)
                checked += 1
    by_need = [name for name in measures(rows[0]) if name != "ehc_plans"]
    assert skipped == {("Surrey", name) for name in by_need}
    assert checked == (5 * 14 - 13) * 6


@needs_sample
def test_the_two_published_files_agree_by_setting():
    """Caseload columns and need labels of January 2025 lead to the same settings."""
    caseload = {
        who(row): {name: count_of(row[name]) or 0 for name in measures(row)}
        for row in published("caseload.csv")
        if (row["time_period"], row["breakdown_topic"]) == ("202425", "All EHC plans")
    }
    needs = published("sen_needs_all_plans.csv")
    for place, columns in caseload.items():
        labels = {row["breakdown"]: int(row["ehc_plans"]) for row in needs if who(row) == place}
        by_columns = by_setting(columns, file="caseload_column", release=SAMPLE_RELEASE)
        by_labels = by_setting(labels, file="needs_label", release=SAMPLE_RELEASE)
        assert by_labels == {name: n for name, n in by_columns.items() if n}, place


@needs_sample
def test_the_typed_figures_are_those_of_the_file():
    (row,) = [
        row
        for row in published("caseload.csv")
        if who(row) == "North Northamptonshire"
        and (row["time_period"], row["breakdown_topic"]) == ("202425", "All EHC plans")
    ]
    typed = {name: str(plans) for name, plans in NORTH_NORTHAMPTONSHIRE.items()}
    assert typed == {name: row[name] for name in measures(row) if row[name] != "x"}
