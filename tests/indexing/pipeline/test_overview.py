# SPDX-License-Identifier: GPL-3.0-or-later
"""Places are drawn on a coarse grid, and a name that several towns have is said to be unsure."""

from __future__ import annotations

from indexing.extract import gazetteer
from indexing.pipeline.overview import GRID_STEPS, located

LYON = "Lyon, FR, geonames:2996944"


def test_a_town_stands_in_the_middle_of_a_cell() -> None:
    (lyon,) = located([LYON], ("FR",))
    assert (lyon.name, lyon.country, lyon.cell) == ("Lyon", "FR", "183:19")
    assert (lyon.latitude, lyon.longitude) == (45.75, 4.75)
    town = gazetteer.by_id([2996944])[2996944]
    assert abs(town.latitude - lyon.latitude) <= 0.5 / GRID_STEPS
    assert abs(town.longitude - lyon.longitude) <= 0.5 / GRID_STEPS


def test_what_is_no_place_of_a_mention_is_left_out() -> None:
    assert located(["Lyon", "", "x, FR, geonames:x", "+33199000000"], ("FR",)) == []


def test_a_town_that_no_list_has_is_kept_without_a_cell() -> None:
    (gone,) = located(["Nowhere, FR, geonames:1"], ("FR",))
    assert (gone.name, gone.cell) == ("Nowhere", "")


def test_a_name_of_several_towns_is_unsure() -> None:
    names = gazetteer.towns(("ES", "FR", "GB", "US"))
    several = next(named.town for named in names.values() if not named.is_only and named.is_own)
    value = f"{several.name}, {several.country}, geonames:{several.id}"
    assert located([value], ("ES", "FR", "GB", "US"))[0].is_ambiguous
    assert not located([LYON], ("FR",))[0].is_ambiguous
