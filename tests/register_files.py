"""A made-up register of schools in the exact headings of edubasealldata; no school is real."""

import csv
from pathlib import Path

import numpy as np

HEADER = [
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *("TypeOfEstablishment (code)", "TypeOfEstablishment (name)"),
    *("EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)"),
    *("EstablishmentStatus (code)", "EstablishmentStatus (name)"),
    *("ReasonEstablishmentOpened (code)", "ReasonEstablishmentOpened (name)", "OpenDate"),
    *("ReasonEstablishmentClosed (code)", "ReasonEstablishmentClosed (name)", "CloseDate"),
    *("PhaseOfEducation (code)", "PhaseOfEducation (name)", "StatutoryLowAge"),
    *("StatutoryHighAge", "Boarders (code)", "Boarders (name)", "NurseryProvision (name)"),
    *("OfficialSixthForm (code)", "OfficialSixthForm (name)", "Gender (code)", "Gender (name)"),
    *("ReligiousCharacter (code)", "ReligiousCharacter (name)", "ReligiousEthos (name)"),
    *("Diocese (code)", "Diocese (name)", "AdmissionsPolicy (code)", "AdmissionsPolicy (name)"),
    *("SchoolCapacity", "SpecialClasses (code)", "SpecialClasses (name)", "CensusDate"),
    *("NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM"),
    *("TrustSchoolFlag (code)", "TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)"),
    *("SchoolSponsorFlag (name)", "SchoolSponsors (name)", "FederationFlag (name)"),
    *("Federations (code)", "Federations (name)", "UKPRN", "FEHEIdentifier"),
    *("FurtherEducationType (name)", "OfstedLastInsp", "OfstedSpecialMeasures (code)"),
    *("OfstedSpecialMeasures (name)", "LastChangedDate", "Street", "Locality", "Address3"),
    *("Town", "County (name)", "Postcode", "SchoolWebsite", "TelephoneNum", "HeadTitle (name)"),
    *("HeadFirstName", "HeadLastName", "HeadPreferredJobTitle", "BSOInspectorateName (name)"),
    *("InspectorateReport", "DateOfLastInspectionVisit", "NextInspectionVisit"),
    *("TeenMoth (name)", "TeenMothPlaces", "CCF (name)", "SENPRU (name)", "EBD (name)"),
    *("PlacesPRU", "FTProv (name)", "EdByOther (name)", "Section41Approved (name)"),
    *(f"SEN{number} (name)" for number in range(1, 14)),
    *("TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll"),
    *("ResourcedProvisionCapacity", "SenUnitOnRoll", "SenUnitCapacity", "GOR (code)"),
    *("GOR (name)", "DistrictAdministrative (code)", "DistrictAdministrative (name)"),
    *("AdministrativeWard (code)", "AdministrativeWard (name)"),
    *("ParliamentaryConstituency (code)", "ParliamentaryConstituency (name)"),
    *("UrbanRural (code)", "UrbanRural (name)", "GSSLACode (name)", "Easting", "Northing"),
    *("MSOA (name)", "LSOA (name)", "InspectorateName (name)", "SENStat", "SENNoStat"),
    *("BoardingEstablishment (name)", "PropsName", "PreviousLA (code)", "PreviousLA (name)"),
    *("PreviousEstablishmentNumber", "OfstedRating (name)", "RSCRegion (name)"),
    *("Country (name)", "UPRN", "SiteName", "QABName (code)", "QABName (name)"),
    *("EstablishmentAccredited (code)", "EstablishmentAccredited (name)", "QABReport"),
    *("CHNumber", "MSOA (code)", "LSOA (code)", "FSM", "AccreditationExpiryDate"),
]

TYPES = {
    "07": "Community special school",
    "08": "Non-maintained special school",
    "10": "Other independent special school",
    "36": "Free schools special",
    "44": "Academy special converter",
    "01": "Community school",
    "34": "Academy converter",
    "14": "Pupil referral unit",
    "18": "Further education",
}
DESIGNATIONS = {
    "ASD": "ASD - Autistic Spectrum Disorder",
    "SEMH": "SEMH - Social, Emotional and Mental Health",
    "SLCN": "SLCN - Speech, language and Communication",
    "SPLD": "SpLD - Specific Learning Difficulty",
    "VI": "VI - Visual Impairment",
    "OTH": "OTH - Other Difficulty/Disability",
}
PERSON = {
    "HeadFirstName": "Plantedfirst",
    "HeadLastName": "Plantedlast",
    "Postcode": "ZZ99 9ZZ",
    "TelephoneNum": "01234567890",
    "Street": "Planted Street",
}


def school(urn, **given):
    """A row of the register: an open community special school for ages 4 to 11, if not given.

    Headings are given by their letters alone: easting=1, type=("07"), needs=("ASD",).
    """
    code = given.pop("type", "07")
    needs = given.pop("needs", ("ASD", "SLCN"))
    row = dict.fromkeys(HEADER, "") | PERSON
    row |= {
        "URN": str(urn),
        "UKPRN": f"1{urn}1",
        "LA (code)": "801",
        "LA (name)": "Ashby",
        "GSSLACode (name)": "E06000001",
        "EstablishmentName": f"Made-up School {urn}",
        "TypeOfEstablishment (code)": code,
        "TypeOfEstablishment (name)": TYPES.get(code, "Something new"),
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "01-09-2005",
        "StatutoryLowAge": "4",
        "StatutoryHighAge": "11",
        "SchoolCapacity": "90",
        "CensusDate": "16-01-2025",
        "NumberOfPupils": "80",
        "LastChangedDate": "30-06-2025",
        "Easting": "487000",
        "Northing": "278000",
        "TypeOfResourcedProvision (name)": "Not applicable",
    }
    row |= {
        f"SEN{number} (name)": DESIGNATIONS.get(need, need) for number, need in enumerate(needs, 1)
    }
    plain = {"".join(filter(str.isalnum, name)).casefold(): name for name in HEADER}
    short = {
        "status": "EstablishmentStatus (name)",
        "name": "EstablishmentName",
        "base": "TypeOfResourcedProvision (name)",
        "capacity": "SchoolCapacity",
        "pupils": "NumberOfPupils",
        "low": "StatutoryLowAge",
        "high": "StatutoryHighAge",
        "rp": "ResourcedProvisionCapacity",
        "rproll": "ResourcedProvisionOnRoll",
        "unit": "SenUnitCapacity",
        "unitroll": "SenUnitOnRoll",
    }
    for name, cell in given.items():
        row[short.get(name) or plain[name]] = str(cell)
    return row


def elsewhere(urn, *, easting, northing=278_000, **given):
    """A school of another authority."""
    place = {"lacode": "802", "laname": "Birchby", "gsslacodename": "E06000002"}
    return school(urn, easting=easting, northing=northing, **place, **given)


def write(path: Path, rows, *, encoding="cp1252", headings=None):
    """Write rows as the register does: all cells in quotation marks, in Windows-1252."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(
            file, fieldnames=headings or HEADER, quoting=csv.QUOTE_ALL, extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def whole_register(count, *, seed=1):
    """A register as large as England's."""
    rng = np.random.default_rng(seed)
    codes = list(TYPES)
    rows = []
    for number in range(count):
        authority = int(rng.integers(1, 154))
        rows.append(
            school(
                100_000 + number,
                type=codes[int(rng.integers(len(codes)))],
                lacode=800 + authority,
                laname=f"Authority {authority}",
                gsslacodename=f"E0600{authority:04d}",
                easting=int(rng.integers(150_000, 640_000)),
                northing=int(rng.integers(50_000, 600_000)),
                base=("Not applicable", "Resourced provision")[number % 20 == 0],
                rp=("", "12")[number % 20 == 0],
                status=("Open", "Closed")[number % 3 == 0],
                street="A street with a name as long as streets have them",
                trustsname="A trust with a name that is long enough",
            )
        )
    return rows


def link(urn, other, kind, day="31-08-2020"):
    """A row of links_edubasealldata."""
    return {
        "URN": urn,
        "LinkURN": other,
        "LinkName": f"Made-up School {other}",
        "LinkType": kind,
        "LinkEstablishedDate": day,
    }
