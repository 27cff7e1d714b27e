"""A folder of made-up downloads for one authority, from which an area can be built."""

import csv

import published_files
import register_files

CODE, NAME = published_files.FEW[0][0], published_files.FEW[0][2]
SMALL_AREAS = [("E02000001", 487_000, 278_000), ("E02000002", 492_000, 283_000)]
AGES = range(27)


def write_rows(path, rows):
    """Write a CSV file with the headings of its first row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def small_areas(*, authority=(CODE, NAME), district="Ashby Town"):
    """Rows of small areas: 60 children of each age in the first and 40 in the second."""
    return [
        {
            "msoa21_code": code,
            "msoa21_name": f"Ashby 00{number}",
            "ltla22_code": "E07000001",
            "ltla22_name": district,
            "former_district": f"Old {number}",
            "utla_code": authority[0],
            "utla_name": authority[1],
            "easting": easting,
            "northing": northing,
            **{str(age): 60 if number == 1 else 40 for age in AGES},
        }
        for number, (code, easting, northing) in enumerate(SMALL_AREAS, 1)
    ]


def projection(*, until=2030):
    """Rows of the authority's projection: a child more of each age each year."""
    return [
        {
            "la_code": CODE,
            "la_name": NAME,
            "year": year,
            "age": age,
            "population": 100 + year - 2022,
        }
        for year in range(2022, until + 1)
        for age in AGES
    ]


def write_downloads(folder, *, with_projection=True):
    """Write all files as they are downloaded, into one folder with one inside it."""
    release = folder / "release"
    release.mkdir(parents=True)
    published_files.write(release / "caseload.csv", published_files.caseload())
    published_files.write(release / "needs.csv", published_files.needs())
    write_rows(folder / "small_areas_mid2022.csv", small_areas())
    if with_projection:
        write_rows(folder / "projection.csv", projection())
    register_files.write(
        folder / "edubasealldata20260101.csv",
        [
            register_files.school(100001, needs=("ASD", "SEMH")),
            register_files.school(100002, type="10", low="5", high="16"),
            register_files.elsewhere(100003, easting=500_000),
            register_files.elsewhere(100004, easting=600_000),
        ],
    )
    (folder / "notes.docx").write_bytes(b"nothing")
    return folder
