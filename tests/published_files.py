"""Made-up releases of published plans, in the exact headings of 2022 to 2026; nothing is real.

Every total is the sum of its parts, and every region and England the sum of its authorities,
so that a fault is one that a test plants.
"""

import csv
from pathlib import Path

import numpy as np

KEYS = [
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "new_la_code", "old_la_code", "la_name"),
]
MAINSTREAM = [
    f"mainstream_{kind}{base}"
    for kind in ("la_maintained", "academy", "free_school")
    for base in ("", "_resourced_provision", "_senunit")
] + ["mainstream_independent"]
ELSEWHERE = [
    *("elective_home_education", "other_arrangements_la", "other_arrangements_parents"),
    *("online_provider", "w_settings", "other_schools", "other_placement_settings"),
    *("neet", "neet_ntci", "neet_other", "neet_other_csa"),
]
SPECIAL = ["special_la_maintained", "special_academy_free"]
INDEPENDENT = ["special_independent", "special_non_maintained"]
COLLEGES = ["general_fe_tertiary_colleges", "specialist_post_16_institutions", "ukrlp_provider"]
GROUPS = {
    "mainstream_total": MAINSTREAM,
    "special_total": [*SPECIAL, *INDEPENDENT],
    "ap_pru_total": ["ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained"],
    "fe_total": COLLEGES,
    "ed_elsewhere": ELSEWHERE,
    "": ["nm_early_years", "placement_unknown", "await_prov_2022", "perm_ex_2022"],
}
"""Totals of a release of 2025 with their parts, in the order of the file."""

NOT_COLLECTED = ("await_prov_2022", "perm_ex_2022")
NEEDS = [
    *("asd", "hi", "mld", "msi", "oth", "pd", "pmld"),
    *("semh", "slcn", "sld", "spld", "vi", "need_unknown"),
]
AGES = ("under 3", "age 3", "age 10", "age 16", "age 24", "age 25")
REGIONS = [(f"E1200000{number}", f"Region {number}") for number in range(1, 10)]
FEW = (("E06000001", "801", "Ashby", 0), ("E06000002", "802", "Birchby", 0))
PLACEMENTS = {
    "mainstream_academy": "Mainstream - academy",
    "mainstream_academy_senunit": "Mainstream - academy (SEN unit)",
    "mainstream_free_school_resourced_provision": "Mainstream - free school (resourced provision)",
    "special_la_maintained": "Special - LA maintained",
    "special_academy_free": "Special - Academy/free schools",
    "special_independent": "Special - independent",
    "ap_pru_la_maintained": "AP/PRU - LA maintained",
    "general_fe_tertiary_colleges": "FE - general FE and tertiary colleges",
    "other_placement_settings": "Educated elsewhere - other placement settings",
    "nm_early_years": "Non-maintained early years",
    "placement_unknown": "Placement not recorded",
}
"""Placements that hold children, with their labels in the file of needs."""


def many(count=150):
    """Authorities of all nine regions, enough to be the whole of England."""
    return [
        (f"E0600{number:04d}", f"{800 + number}", f"Authority {number}", number % 9)
        for number in range(1, count + 1)
    ]


def groups_of(release):
    """The parts of each total in a release."""
    if release < 2026:
        return GROUPS
    special = ["special_la_maintained", "special_academy", "special_free_school"]
    return {**GROUPS, "special_total": [*special, *INDEPENDENT]}


def place(authority=None, region=None):
    """The columns that say whose a row is."""
    row = {"country_code": "E92000001", "country_name": "England"}
    row |= dict.fromkeys(KEYS[5:], "")
    row["geographic_level"] = "National"
    if authority is not None:
        code, old, name, region = authority
        row |= {"new_la_code": code, "old_la_code": old, "la_name": name}
        row["geographic_level"] = "Local authority"
    elif region is not None:
        row["geographic_level"] = "Regional"
    if region is not None:
        row["region_code"], row["region_name"] = REGIONS[region]
    return row


def added(rows, columns):
    """The sum of rows, column by column."""
    return {name: sum(int(row[name]) for row in rows) for name in columns}


def with_areas(of_authority, authorities, columns):
    """Rows of authorities, then of their regions and of England as sums."""
    rows = [place(authority) | counts for authority, counts in of_authority]
    for region in sorted({authority[3] for authority in authorities}):
        inside = [counts for authority, counts in of_authority if authority[3] == region]
        rows.append(place(region=region) | added(inside, columns))
    rows.append(place() | added([counts for _, counts in of_authority], columns))
    return rows


def joint(authorities, years, *, seed):
    """Children by authority and year: axes (age, placement, need)."""
    rng = np.random.default_rng(seed)
    shape = (len(AGES), len(PLACEMENTS), len(NEEDS))
    return {(year, one): rng.poisson(0.8, shape) for year in years for one in authorities}


def placements_of(release):
    """Columns and labels of a release: special academies and free schools apart since 2026."""
    if release < 2026:
        return PLACEMENTS
    split = {"special_academy_free": ("special_academy", "Special - Academy")}
    pairs = [split.get(name, (name, label)) for name, label in PLACEMENTS.items()]
    return dict(pairs)


def caseload(authorities=FEW, *, release=2025, years=(2023, 2024), new=False, seed=1):
    """A file caseload or newplans: rows by all and by age."""
    held = joint(authorities, years, seed=seed)
    groups = groups_of(release)
    parts = [name for names in groups.values() for name in names]
    total = "new_ehc_plans" if new else "ehcplans"
    columns = [total, *parts, *(name for name in groups if name)]
    words = "New EHC plans" if release < 2026 else "All new EHC plans"
    everyone = words if new else "All EHC plans"
    age_topic = "Age when plan started" if new else "Child or young persons age"

    def counts_of(by_placement):
        counts = dict.fromkeys(parts, 0)
        counts |= dict(zip(placements_of(release), map(int, by_placement), strict=True))
        counts |= {
            name: sum(counts[one] for one in names) for name, names in groups.items() if name
        }
        return counts | {total: sum(counts[name] for name in parts)}

    rows = []
    for year in years:
        when = period_of(year, is_calendar=new)
        sets = [(everyone, everyone, lambda table: table.sum(axis=(0, 2)))]
        sets += [
            (age_topic, age, lambda table, at=at: table[at].sum(axis=1))
            for at, age in enumerate(AGES)
        ]
        for topic, label, counted in sets:
            given = [(one, counts_of(counted(held[year, one]))) for one in authorities]
            for row in with_areas(given, authorities, columns):
                row |= {"breakdown_topic": topic, "breakdown": label}
                rows.append(when | row | dict.fromkeys(NOT_COLLECTED, "x"))
    order = [*KEYS, "breakdown_topic", "breakdown", *columns]
    return [{name: row[name] for name in order} for row in rows]


def period_of(year, *, is_calendar):
    """The columns that say of which year a row is."""
    if is_calendar:
        return {"time_period": str(year), "time_identifier": "Calendar year"}
    period = f"{year}{(year + 1) % 100:02d}"
    return {"time_period": period, "time_identifier": "Academic year"}


def needs(authorities=FEW, *, release=2025, years=(2024,), all_years=(2023, 2024), seed=1):
    """A file sen_needs_all_plans of the same children as `caseload(years=all_years)`.

    In a release of 2026 Down syndrome has a column, which is x before January 2026.
    """
    held = joint(authorities, all_years, seed=seed)
    columns = ["ehc_plans", *(f"number_{code}" for code in NEEDS)]

    def counts_of(by_need):
        counts = dict(zip(columns[1:], map(int, by_need), strict=True))
        return {"ehc_plans": int(sum(by_need)), **counts}

    rows = []
    for year in years:
        when = period_of(year, is_calendar=False)
        sets = [("All EHC plans", "All EHC plans", lambda table: table.sum(axis=(0, 1)))]
        sets += [
            ("Child or young persons age", age, lambda table, at=at: table[at].sum(axis=0))
            for at, age in enumerate(AGES)
        ]
        sets += [
            ("Type of placement", label, lambda table, at=at: table[:, at].sum(axis=0))
            for at, label in enumerate(placements_of(release).values())
        ]
        for topic, label, counted in sets:
            given = [(one, counts_of(counted(held[year, one]))) for one in authorities]
            for row in with_areas(given, authorities, columns):
                row |= {"breakdown_topic": topic, "breakdown": label}
                if release >= 2026:
                    row["number_ds"] = "x" if year < 2025 else 0
                rows.append(when | row)
    return rows


def long_file(kind, *, release=2023, new=False, authorities=FEW, januaries=(2009, 2018, 2023)):
    """A file of the releases of 2022 to 2024: by "age" band or by "placement".

    Returns rows; the counts are 10 for the first group, 11 for the second and so on.
    """
    groups = {
        "age": ["Under age 5", "Age 5 to 10", "Age 11 to 15", "Age 16 to 19", "Age 20 to 25"],
        "placement": [
            ("Mainstream school", "Mainstream - Academy"),
            ("Mainstream school", "Mainstream - Academy - SEN unit"),
            ("Special school", "Special - LA maintained"),
            ("NEET", "NEET"),
        ],
    }[kind]
    old = release == 2022
    count = (
        ("total_all" if not new else "total_new_all")
        if old
        else ("num_new_plans" if new else "num_caseload")
    )
    count = count.capitalize() if old else count
    rows = []
    for january in januaries:
        counts = {group: 10 + at for at, group in enumerate(groups)}
        if kind == "placement" and january < 2017:
            counts[groups[1]] = 0
        if kind == "placement" and january < 2019:
            counts[groups[3]] = 0
        listed = list(counts.items())
        whole = sum(counts.values())
        listed.append(("Total" if kind == "age" else ("Total", "Total"), whole))
        for group, n in listed:
            of_authority = [(authority, {count: n}) for authority in authorities]
            for row in with_areas(of_authority, authorities, [count]):
                row |= {"time_period": str(january), "time_identifier": "Calendar year"}
                if kind == "age":
                    row["characteristic_age" if old else "age"] = group
                else:
                    row["establishment_group"], row["establishment_type"] = group
                if old:
                    rows.append(row)
                    continue
                rows.append(row | {"ehcp_or_statement": "Total"})
                rows.append(row | {"ehcp_or_statement": "EHCP", count: 0})
    return rows


def write(path: Path, rows, *, encoding="utf-8-sig"):
    """Write rows as the Department does, with a byte-order mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
