# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated cases: the same each time, true to their truth, and importable as they are."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest

from indexing.benchmark import mixed_contacts, mixed_figures, mixed_road
from indexing.benchmark.mixed import SITES, MixedCase, compose
from indexing.benchmark.mixed_files import write_ads, write_pictures
from indexing.extract.mentions import extract

ADS = 400


@pytest.fixture(scope="module")
def made() -> MixedCase:
    return compose(ADS, 5)


def test_one_seed_gives_one_case(made: MixedCase) -> None:
    assert compose(ADS, 5) == made
    assert compose(ADS, 6).ads != made.ads


def test_every_trap_is_planted(made: MixedCase) -> None:
    traps = Counter(trap for ad in made.ads for trap in ad.traps)
    assert set(traps) >= {"relay", "boilerplate", "agency", "stock"}
    assert all(ad.site == SITES[0] for ad in made.ads if "relay" in ad.traps)
    large = Counter(trap for ad in compose(4_000, 5).ads for trap in ad.traps)
    assert {"stolen", "bridge"} <= set(large)


def test_truth_holds_single_ads_and_large_advertisers(made: MixedCase) -> None:
    sizes = Counter(made.truth.values())
    assert len(made.truth) == ADS
    assert max(sizes.values()) >= 10
    assert sum(size == 1 for size in sizes.values()) > ADS // 5


def test_contacts_belong_to_one_advertiser_where_no_trap_is(made: MixedCase) -> None:
    owners: dict[str, set[int]] = {}
    for ad in made.ads:
        if ad.traps:
            continue
        fields = {"title": "", "body": ad.body, "contacts": ad.contact_cell, "author": ""}
        for mention in extract(fields, regions=("FR", "GB", "US"), own_url=""):
            if mention.kind.value in ("phone", "email", "handle"):
                owners.setdefault(mention.value, set()).add(ad.advertiser)
    assert len(owners) > ADS // 6
    shared = [value for value, found in owners.items() if len(found) > 1]
    assert not shared, shared


def test_contacts_are_given_once_and_numbers_run_out_into_addresses() -> None:
    directory = mixed_contacts.Directory(random.Random(1))
    given = [directory.phone() for _ in range(62_000)]
    assert len({one.value for one in given}) == len(given)
    assert given[0].kind == "phone"
    assert given[-1].kind == "email"


@pytest.mark.parametrize("value", ["+33639980042", "+447700900123", "+12025550188"])
def test_every_way_to_write_a_number_is_read(value: str) -> None:
    contact = mixed_contacts.Contact("phone", value)
    for seed in range(60):
        text = mixed_contacts.written(contact, "fr", random.Random(seed))
        fields = {"title": "", "body": f"Tel. {text}", "contacts": "", "author": ""}
        found = extract(fields, regions=("FR", "GB", "US"), own_url="")
        assert [one.value for one in found if one.kind.value == "phone"] == [value], text


def test_the_written_case_comes_in_whole(made: MixedCase, tmp_path: Path) -> None:
    some = made.ads[:30]
    files = write_pictures(some, tmp_path / "pictures")
    assert files == len(list((tmp_path / "pictures").iterdir()))
    path = write_ads(some, tmp_path / "ads.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        assert [row["text"] for row in csv.DictReader(stream)] == [ad.body for ad in some]
    case = mixed_road.new_case(tmp_path / "mixed.faisceau")
    report = mixed_road.bring_in(case, path, tmp_path / "pictures")
    assert (report.added, report.rejected, report.images_missing) == (30, 0, 0)
    assert report.images_found == sum(len(ad.pictures) for ad in some)
    mixed_road.indexed(case, tmp_path / "no-model")
    found = mixed_road.clusters_by_source_id(case)
    assert set(found) == {ad.source_id for ad in some}
    case.close()


def test_clusters_with_several_advertisers_are_counted() -> None:
    found = {f"a{n}": n // 5 for n in range(20)}
    truth = {f"a{n}": n // 5 for n in range(20)}
    assert mixed_figures.several_advertisers(found, truth) == 0
    truth["a7"] = 99
    assert mixed_figures.several_advertisers(found, truth) == 0.25
    small = {f"a{n}": n // 4 for n in range(20)}
    assert mixed_figures.several_advertisers(small, truth) == 0


def test_figures_are_told_with_their_goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixed_figures, "WITH_PICTURES", 40)
    found = {one.name: one for one in mixed_figures.figures(120, 2, tmp_path, rounds=3)}
    assert list(found) == ["mixed_f1", "mixed_joined_strangers"]
    each = found["mixed_f1"].detail["each"]
    assert isinstance(each, list)
    assert len(each) == 3
    assert 0 < round(found["mixed_f1"].value, 4) == sorted(each)[1] <= 1
    assert found["mixed_f1"].detail["left_out"] == ["disguised", "meaning"]
