"""A fault in a scenario, and what its one finding must say: shared by the tests of faults."""

import re
from dataclasses import dataclass

import pytest

from sufficiency.errors import ScenarioError
from sufficiency.scenario import load_scenario


@dataclass(frozen=True)
class Fault:
    """A scenario with one fault, and the finding that it must give."""

    rule: str
    text: str
    column: str
    value: str
    says: str
    row: int | None = None
    file: str = "faulty.toml"


def only_finding(source, **options):
    """Load what has one fault, and give its finding."""
    with pytest.raises(ScenarioError, match="cannot be used: 1 fault") as raised:
        load_scenario(source, **options)
    return raised.value.findings[0]


def hold_to(fault, folder):
    """Write a faulty scenario, and hold its one finding against what it must say."""
    file = folder / "faulty.toml"
    file.write_text(fault.text, encoding="utf-8")
    finding = only_finding(file)
    assert finding.rule == fault.rule
    assert (finding.file, finding.row, finding.column) == (fault.file, fault.row, fault.column)
    assert fault.value in finding.value
    assert fault.says in str(finding)
    for sentence in (finding.seen, finding.why, finding.remedy):
        assert sentence
        assert not re.search(r"[{}]\w*[{}]|pydantic|Input should|Traceback", sentence)


def fault_name(fault):
    """Name a case by its rule and its column."""
    return f"{fault.rule}-{fault.column[:30]}"
