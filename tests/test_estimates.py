"""What was estimated and ships with the package: complete, used, and refused where damaged."""

import csv
import re
from dataclasses import fields
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from sufficiency.demand.estimates import COLUMNS, FILE, estimate, estimates, estimates_of
from sufficiency.demand.panel import PlacementWeights, Weights
from sufficiency.demand.shocks import YearEffects
from sufficiency.errors import TableError, UnknownNameError
from sufficiency.messages.estimates import MESSAGES

PACKAGE = Path(__file__).resolve().parents[1] / "sufficiency"
TEXT = resources.files("sufficiency.demand").joinpath(FILE).read_text("utf-8")
SOUND = {
    "name": "converging",
    "value": "0.04",
    "lowest": "0",
    "highest": "0.5",
    "unit": "share closed in a year",
    "meaning": "How much of a gap is closed",
    "estimated_from": "47 authorities",
    "source": "A publication",
    "dated": "2026-11-25",
    "licence": "Open Government Licence v3.0",
}


def text_of(*rows, columns=COLUMNS):
    """The text of a file with these rows."""
    return "\n".join([",".join(columns), *(",".join(row.values()) for row in rows)])


def test_every_row_says_what_it_means_and_where_it_is_from():
    rows = list(csv.DictReader(TEXT.splitlines()))
    assert [row["name"] for row in rows] == list(estimates())
    assert all(cell.strip() == cell and cell for row in rows for cell in row.values())
    for one in estimates().values():
        assert one.licence == "Open Government Licence v3.0"
        assert re.search(r"authorities|England", one.estimated_from)
        assert re.search(r"\b20\d\d\b.* to 20\d\d", one.estimated_from)
        assert "Department for Education" in one.source
        assert date(2026, 11, 1) <= one.dated <= date.today()


def test_every_row_is_used_and_every_name_that_is_used_has_a_row():
    used = set()
    for file in PACKAGE.rglob("*.py"):
        code = file.read_text(encoding="utf-8")
        code = re.sub(r">>> .*", "", code)
        used |= set(re.findall(r'(?:\bestimate\(|partial\(estimate, )"(\w+)"', code))
    rules = ("total", "special", "independent", "base", "share")
    spreads = {f"{rule}_{part}" for rule in rules for part in ("horizon", "size")}
    assert used | spreads == set(estimates())


def test_what_is_used_is_what_ships():
    for weights in (Weights(), PlacementWeights()):
        for one in fields(weights):
            assert getattr(weights, one.name) == estimate(one.name)
    assert YearEffects().joining == estimate("net_joining_year")
    assert YearEffects().leaving_walk == estimate("leaving_walk")


def test_it_is_read_once():
    assert estimates() is estimates()


def test_a_sound_file_is_read():
    (one,) = estimates_of(text_of(SOUND)).values()
    assert (one.name, one.value, one.highest) == ("converging", 0.04, 0.5)
    assert one.dated == date(2026, 11, 25)


FAULTS = {
    "estimates_blank": [
        (
            {"source": " "},
            r"estimates\.csv, row 2, column source: converging has no source\. A num",
        ),
        ({"name": ""}, r"row 2, column name: The row has no name\."),
        ({"value": ""}, r"row 2, column value: converging has no value\."),
    ],
    "estimates_not_a_number": [
        ({"value": "4 %"}, r"row 2, column value: 4 % of converging is no number\. .+ Install"),
        ({"highest": "nan"}, r"column highest: nan of converging is no number"),
    ],
    "estimates_outside": [
        ({"value": "0.6"}, r"converging is 0\.6, which is not between 0 and 0\.5\. Beyond that"),
        ({"value": "-0.1"}, r"converging is -0\.1, which is not between"),
    ],
    "estimates_date": [
        ({"dated": "25/11/2026"}, r"column dated: \(withheld\) of converging is no date such as"),
    ],
}
"""What is changed in a sound row, and the words that it brings."""


@pytest.mark.parametrize(
    ("rule", "change", "words"),
    [(rule, *case) for rule, cases in FAULTS.items() for case in cases],
)
def test_a_damaged_row_is_named(rule, change, words):
    with pytest.raises(TableError, match=words) as raised:
        estimates_of(text_of({**SOUND, **change}))
    assert [one.rule for one in raised.value.findings] == [rule]


def test_all_faults_are_told_at_once():
    damaged = {**SOUND, "value": "much", "source": "", "dated": "soon"}
    with pytest.raises(TableError, match="cannot be used: 4 faults") as raised:
        estimates_of(text_of(SOUND, damaged))
    rules = {one.rule for one in raised.value.findings}
    assert rules == {
        "estimates_blank",
        "estimates_not_a_number",
        "estimates_date",
        "estimates_repeated",
    }


def test_a_name_in_two_rows_is_refused():
    words = r"row 3, column name: converging stands in more than one row\."
    with pytest.raises(TableError, match=words):
        estimates_of(text_of(SOUND, SOUND))


@pytest.mark.parametrize("text", ["", text_of(columns=COLUMNS[:-1]), text_of(columns=("a",))])
def test_other_columns_are_refused(text):
    words = r"The columns are .+; they should be name, value, lowest, .+, licence\."
    with pytest.raises(TableError, match=words):
        estimates_of(text)


def test_a_name_that_is_not_known_is_refused_with_the_nearest():
    words = r"no estimate called convergng\. Did you mean converging\? .+ Use one of: own_last_year"
    with pytest.raises(UnknownNameError, match=words):
        estimate("convergng")


def test_every_message_is_brought_by_some_test():
    elsewhere = {"estimates_columns", "estimates_repeated", "estimates_unknown"}
    assert set(FAULTS) | elsewhere == set(MESSAGES)
