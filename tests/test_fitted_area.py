"""An area with published margins only becomes one with estimated plans."""

import numpy as np
import pandas as pd
import pytest

import sufficiency as sf

NEEDED = ("localities", "population", "margins", "sites", "pools", "places")


@pytest.fixture(scope="module")
def published_only() -> sf.Area:
    """The example without anything that is made of its plans."""
    area = sf.load_example()
    return sf.area_from_frames({name: area.table(name) for name in NEEDED})


def margin_rows(*rows: tuple[str, str, object, str]) -> pd.DataFrame:
    """Rows of a table margins of 2024: name, need, plans, setting."""
    return pd.DataFrame(
        [
            {
                "margin": name,
                "year": 2024,
                "need": need,
                "setting": setting,
                "plans": plans,
                "basis": "published",
            }
            for name, need, plans, setting in rows
        ]
    )


@pytest.mark.slow
def test_fitted_plans_meet_every_published_margin(published_only: sf.Area) -> None:
    fitted = published_only.with_fitted_plans()

    assert fitted.years("plans") == (2021, 2022, 2023, 2024)
    assert set(fitted.plans["basis"]) == {"estimated"}
    assert set(fitted.plans["locality"]) == {"unknown"}
    # The check compares plans with each row of margins to a millionth of a child.
    assert "plans_not_as_margin" not in set(fitted.check()["rule"])
    totals = fitted.plans.groupby("year")["plans"].sum()
    assert totals.to_dict() == pytest.approx({2021: 2842, 2022: 3529, 2023: 3819, 2024: 4551})


def test_needs_that_are_not_told_are_those_of_the_nearest_january(published_only: sf.Area) -> None:
    """A rare need stays rare in the years whose margins tell no need, and a note says so."""
    fitted = published_only.with_fitted_plans()
    shares = fitted.plans.pivot_table(index="need", columns="year", values="plans", aggfunc="sum")
    shares = shares / shares.sum()
    assert set(shares.index) == set(fitted.plans.query("year == 2024")["need"])
    assert (shares[2023] - shares[2024]).abs().max() < 0.03
    (note,) = [note for note in fitted.notes if note.rule == "needs_not_told"]
    assert str(note).startswith("frame margins, column need: no margin tells the needs of January")
    assert "2022, 2023, 2024" in note.seen
    projection = sf.project(fitted, until=2025, draws=1, workers=1)
    assert note in projection.notes


def test_without_any_needs_they_are_unknown(published_only: sf.Area) -> None:
    frames = {name: published_only.table(name) for name in NEEDED}
    margins = frames["margins"]
    silent = margins[margins["need"] == ""]
    bare = sf.area_from_frames(frames | {"margins": silent}).with_fitted_plans()
    assert set(bare.plans["need"]) == {"unknown"}


def without_ages(area: sf.Area, *years: int) -> sf.Area:
    """The area, fitted anew, where the margins of some years tell settings and no ages."""
    frames = {name: area.table(name) for name in NEEDED}
    margins = frames["margins"]
    by_setting = (margins["setting"] != "") & (margins["need"] == "") & margins["ncy_from"].isna()
    kept = margins[~margins["year"].isin(years) | by_setting]
    return sf.area_from_frames(frames | {"margins": kept}).with_fitted_plans()


@pytest.mark.slow
def test_ages_that_are_not_told_are_those_of_the_nearest_january(published_only: sf.Area) -> None:
    """Nobody is dealt out over babies where the margins of a year tell no age; a note says so."""
    silent = without_ages(published_only, 2021, 2022)
    by_age = silent.plans.pivot_table(
        index=["setting", "ncy"], columns="year", values="plans", aggfunc="sum"
    ).fillna(0.0)
    for setting in ("special", "mainstream", "fe"):
        shares = by_age.loc[setting] / by_age.loc[setting].sum()
        np.testing.assert_allclose(shares[2022], shares[2023], atol=1e-9)
    totals = silent.plans.groupby("year")["plans"].sum()
    assert totals.to_dict() == pytest.approx({2021: 2842, 2022: 3529, 2023: 3819, 2024: 4551})
    (note,) = [note for note in silent.notes if note.rule == "ages_not_told"]
    assert "January 2022, 2023." in note.seen
    assert note in sf.project(silent, until=2025, draws=1, workers=1).notes


def test_needs_and_ages_may_be_told_of_different_januaries(published_only: sf.Area) -> None:
    """One January tells needs only, another ages only: each gives the other what it knows."""
    frames = {name: published_only.table(name) for name in NEEDED}
    margins = frames["margins"]
    first = margins[(margins["year"] == 2023) & (margins["need"] == "")]
    last = margins[(margins["year"] == 2024) & margins["ncy_from"].isna()]
    both = pd.concat([first, last], ignore_index=True)
    fitted = sf.area_from_frames(frames | {"margins": both}).with_fitted_plans()
    of_all = fitted.plans[fitted.plans["setting"] == "special"]
    for axis in ("need", "ncy"):
        counted = of_all.pivot_table(index=axis, columns="year", values="plans", aggfunc="sum")
        shares = counted.fillna(0.0) / counted.sum()
        assert (shares[2023] - shares[2024]).abs().max() < 0.02


def test_need_by_setting_is_reproduced_to_a_billionth(published_only: sf.Area) -> None:
    fitted = published_only.with_fitted_plans(years=[2024])
    margin = published_only.margins.query("margin == 'need by setting' and year == 2024")
    published = margin.set_index(["need", "setting"])["plans"]
    published = published[published > 0].sort_index()
    counted = fitted.plans.groupby(["need", "setting"])["plans"].sum().sort_index()
    assert list(counted.index) == list(published.index)
    np.testing.assert_allclose(counted, published, rtol=1e-9)


@pytest.mark.slow
def test_a_named_year_replaces_the_plans_of_that_year_only(published_only: sf.Area) -> None:
    area = sf.load_example()
    fitted = area.with_fitted_plans(years=[2024])
    basis = fitted.plans.groupby("year")["basis"].unique().map(list).to_dict()
    assert basis == {2021: ["made"], 2022: ["made"], 2023: ["made"], 2024: ["estimated"]}
    assert area.plans["basis"].unique().tolist() == ["made"], "the area itself is as it was"


@pytest.mark.slow
def test_nothing_is_fitted_where_every_year_is_counted() -> None:
    area = sf.load_example()
    with pytest.warns(sf.SufficiencyWarning, match="There is nothing to fit: plans holds every"):
        assert area.with_fitted_plans() == area


def test_a_marked_count_stays_within_its_bounds(published_only: sf.Area) -> None:
    rows = margin_rows(
        ("need", "ASD", 30, ""),
        ("need", "HI", "c", ""),
        ("setting", "", 20, "special"),
        ("setting", "", 13, "mainstream"),
    )
    fitted = published_only.with_table("margins", rows).with_fitted_plans(years=[2024])
    by_need = fitted.plans.groupby("need")["plans"].sum()
    assert by_need["ASD"] == pytest.approx(30)
    assert by_need["HI"] == pytest.approx(3)

    with pytest.raises(sf.FittingError, match=r"is 33, but in the margin 'need' .* is 31 to 32"):
        published_only.with_table("margins", rows).with_fitted_plans(years=[2024], threshold=3)


def test_margins_that_no_table_can_meet_are_named(published_only: sf.Area) -> None:
    rows = margin_rows(
        ("need by setting", "ASD", 5, "special"),
        ("need by setting", "HI", "z", "special"),
        ("need by setting", "ASD", "z", "base"),
        ("need by setting", "HI", 5, "base"),
        ("need", "ASD", 4, ""),
        ("need", "HI", 6, ""),
    )
    with pytest.raises(sf.TableError, match=r'"need" gives 4 for ASD in 2024/25') as raised:
        published_only.with_table("margins", rows)
    faults = raised.value.to_frame().query("severity == 'error'")
    assert faults["rule"].unique().tolist() == ["margins_contradict"]


def test_a_year_without_margins_is_refused(published_only: sf.Area) -> None:
    with pytest.raises(sf.UnknownNameError, match=r"1999/00 is not a known year of the table marg"):
        published_only.with_fitted_plans(years=[1999])
