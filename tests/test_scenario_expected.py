"""Each shipped scenario gives the headline figures that stand beside it."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scenario_headlines import FILES, expected_of, headlines


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_gives_its_expected_headlines(file):
    """A child more or less in a thousand may fall to another side of a rounding."""
    known = pd.read_csv(expected_of(file))
    assert_frame_equal(headlines(file), known, check_dtype=False, rtol=0, atol=0.02)


def test_two_bases_help_and_a_slip_of_a_year_costs():
    without = {
        file.stem: pd.read_csv(expected_of(file)).query("measure == 'without'").set_index("year")
        for file in FILES
    }

    def in_year(scenario, year):
        return float(without[scenario].loc[year, "expected"])

    # Two new bases of eight places each, all of which fill at once.
    assert in_year("two-bases", 2027) == pytest.approx(in_year("baseline", 2027) - 16, abs=0.1)
    assert in_year("slip-of-a-year", 2027) == pytest.approx(in_year("baseline", 2027), abs=0.1)
    assert in_year("slip-of-a-year", 2028) > in_year("two-bases", 2028)
    assert in_year("bases-first", 2029) < in_year("two-bases", 2029)
