# SPDX-License-Identifier: GPL-3.0-or-later
"""What cluster rules count over: contacts, accounts, pictures, texts; no common property."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexing.engine.local import LocalEngine
from indexing.pipeline import suggesting
from indexing.pipeline.group_counts import Groups
from indexing.pipeline.suggesting import suggest
from indexing.progress import run
from indexing.records import (
    AdRecord,
    CandidatePair,
    Hub,
    ImageFingerprint,
    ImageStatus,
    Judgement,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
    Ruling,
    Stamp,
)
from indexing.store import (
    ads,
    images,
    judgements,
    mentions,
    pairs,
    purge,
    rulings,
    sources,
    suggestions,
    text_groups,
)
from indexing.store.case import Case
from indexing.store.suggestions import Base, SuggestionRow
from tests.app.commands.corpus import draw
from tests.indexing.suggest.books import Entry, book

ONE, TWO, THREE = "+33639980001", "+33639980002", "+33639980003"
IBAN = "FR7630006000011234567890189"
COUNT: Entry = {
    "id": "R-COUNT",
    "indicator": "TPC-01",
    "version": 1,
    "kind": "cluster",
    "explain": {"en": "{ads} ads, {value} (limit {threshold})"},
}
NAMES = COUNT | {"group_by": "contact", "statistic": "authors", "threshold": 2}
ACCOUNT = COUNT | {"group_by": "payment", "statistic": "separate_contacts", "threshold": 2}
PHOTO = COUNT | {"group_by": "image", "statistic": "separate_contacts", "threshold": 2}
TEXT = COUNT | {"group_by": "text_cluster", "statistic": "separate_contacts", "threshold": 2}
TIMES = COUNT | {"group_by": "text_cluster", "statistic": "synchronous_posts", "threshold": 1}
PLACES = COUNT | {"group_by": "contact", "statistic": "places", "threshold": 2, "window_days": 7}
PAY = COUNT | {
    "group_by": "ad",
    "statistic": "pay",
    "threshold": {"quantile": 0.8, "within": "site_and_unit", "min_groups": 3},
}
Ad = tuple[AdRecord, Sequence[tuple[MentionKind, str]]]


def ad(*said: str, **fields: str) -> Ad:
    """An ad that mentions phones, accounts, prices and places; kinds are told by their looks."""
    return AdRecord(place="", **fields), [(_kind(value), value) for value in said]  # type: ignore[arg-type]


def _kind(value: str) -> MentionKind:
    if value.startswith("+"):
        return MentionKind.PHONE
    if "/" in value:
        return MentionKind.PRICE
    return MentionKind.PLACE if "geonames" in value else MentionKind.IBAN


def store(case: Case, told: Sequence[Ad]) -> list[int]:
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        replace(record, place=f"row {n}", source_id=f"{id(told)} {n}")
        for n, (record, _said) in enumerate(told)
    ]
    found = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    carried = {
        number: [Mention(kind, value, value, "body", 0, 1) for kind, value in said]
        for number, (_record, said) in zip(found, told, strict=True)
    }
    mentions.replace(case, carried, Stamp("mentions", "1"))
    text_groups.put(case, {number: number for number in found})
    return found


def hits(case: Case, rule: Entry) -> list[SuggestionRow]:
    run(suggest(case, LocalEngine(1), book(rule)))
    return list(suggestions.iterate(case))


def test_names_under_one_contact(case: Case) -> None:
    store(case, [ad(ONE, author="Ana"), ad(ONE, author="Luis"), ad(TWO, author="Eva"), ad(TWO)])
    (row,) = hits(case, NAMES)
    assert (row.kind, row.key, row.ads) == ("contact", f"phone:{ONE}", (1, 2))
    assert suggestions.bases(case) == {"R-COUNT": Base(2, 1)}


def test_no_author_column_is_no_count(case: Case) -> None:
    store(case, [ad(ONE), ad(ONE)])
    assert hits(case, NAMES) == []
    assert suggestions.bases(case) == {"R-COUNT": Base(0, 0)}


@pytest.mark.parametrize("by", ["machine", "person"])
def test_relays_are_left_out(case: Case, by: str) -> None:
    store(case, [ad(ONE, author="Ana"), ad(ONE, author="Luis"), ad(TWO, author="Eva")])
    if by == "machine":
        pairs.replace_machine(case, [], [Hub(ReasonKind.PHONE, ONE, 2, 2, "many_groups")], "{}")
    else:
        rulings.rule(case, (ReasonKind.PHONE, ONE), Ruling.HELD, by="One")
    assert hits(case, NAMES) == []
    rulings.rule(case, (ReasonKind.PHONE, ONE), Ruling.JOINS, by="One")
    assert len(hits(case, NAMES)) == 1


def test_directories_give_the_contacts_of_others(case: Case) -> None:
    many = [f"+336399801{n:02}" for n in range(12)]
    store(case, [ad(*many, author="Guide"), ad(many[0], author="Ana")])
    assert hits(case, NAMES) == []


def test_contacts_that_an_ad_gives_together_are_one_advertiser(case: Case) -> None:
    store(case, [ad(ONE, IBAN), ad(TWO, IBAN), ad(ONE, TWO), ad(THREE)])
    assert hits(case, ACCOUNT) == []
    store(case, [ad(THREE, IBAN)])
    (row,) = hits(case, ACCOUNT)
    assert (row.key, row.values["value"]) == (f"iban:{IBAN}", 2)


def test_ads_that_a_person_judged_to_be_the_same_make_their_contacts_one(case: Case) -> None:
    store(case, [ad(ONE, IBAN), ad(TWO, IBAN)])
    assert len(hits(case, ACCOUNT)) == 1
    judgements.decide(case, 1, 2, Judgement.SAME, by="One", note="")
    assert hits(case, ACCOUNT) == []


def test_one_text_under_separate_contacts(case: Case) -> None:
    store(case, [ad(ONE), ad(TWO), ad(THREE)])
    text_groups.put(case, {2: 1})
    (row,) = hits(case, TEXT)
    assert (row.kind, row.ads) == ("text_cluster", (1, 2))


def test_photos_that_are_near_each_other_are_one(case: Case, tmp_path: Path) -> None:
    store(case, [ad(ONE), ad(TWO), ad(THREE)])
    names = []
    for number in (1, 2, 3):
        draw(tmp_path / "one.png", number)
        data = (tmp_path / "one.png").read_bytes()
        sha256 = images.put(case, number, 0, "one.png", data)
        assert sha256 is not None
        images.set_fingerprint(case, ImageFingerprint(sha256, 90, 90, ImageStatus.OK))
        names.append(sha256)
    assert hits(case, PHOTO) == []
    near = Reason(ReasonKind.NEAR_IMAGE, 0.9, 0.1, {"images": names[:2]})
    pairs.put(case, [CandidatePair(1, 2, (near,))])
    (row,) = hits(case, PHOTO)
    assert (row.ads, row.values["value"]) == ((1, 2), 2)
    stock = Hub(ReasonKind.SAME_IMAGE, names[1], 2, 2, "stock")
    pairs.put_hub(case, stock.kind, stock.value, stock)
    assert len(hits(case, PHOTO)) == 1
    pairs.put_hub(case, stock.kind, stock.value, replace(stock, why="many_groups"))
    assert hits(case, PHOTO) == []


def test_times_of_day_and_what_is_none(case: Case) -> None:
    moments = ["2026-05-01T10:00:00", "2026-05-01 10:07"]
    midnight = ["2026-05-01T00:00:00", "2026-05-01"]
    store(case, [ad(n, posted_at=at) for n, at in zip((ONE, TWO), moments, strict=True)])
    store(case, [ad(n, posted_at=at) for n, at in zip((ONE, TWO), midnight, strict=True)])
    text_groups.put(case, {1: 1, 2: 1, 3: 3, 4: 3})
    assert [row.ads for row in hits(case, TIMES)] == [(1, 2)]
    assert suggestions.bases(case) == {"R-COUNT": Base(1, 1)}


def test_places_of_the_place_field_or_the_only_one_named(case: Case) -> None:
    lyon, lille = "Lyon, FR, geonames:1", "Lille, FR, geonames:2"
    day = {"posted_at": "2026-05-01"}
    store(case, [ad(ONE, lyon, **day), ad(ONE, lyon, lille, **day), ad(TWO, lille, **day)])
    assert hits(case, PLACES) == []
    store(case, [ad(ONE, place_text="Lens", **day), ad(TWO, lyon, posted_at="2026-06-01")])
    assert [row.key for row in hits(case, PLACES)] == [f"phone:{ONE}"]


def test_pay_in_one_unit_on_one_site(case: Case) -> None:
    site = {"site": "one.example"}
    paid = [ad(f"{1800 + n} EUR/month", **site) for n in range(4)]
    store(case, [*paid, ad("9000 EUR/month", **site), ad("9000 EUR/month", "9 EUR/hour", **site)])
    (row,) = hits(case, PAY)
    assert (row.kind, row.ads, row.values["unit"]) == ("ad", (5,), "EUR/month")


def test_counts_are_made_anew_and_go_with_a_purged_ad(case: Case) -> None:
    store(case, [ad(ONE, author="Ana"), ad(ONE, author="Luis"), ad(ONE, author="Eva")])
    assert hits(case, NAMES)[0].values["value"] == 3
    assert len(suggestions.of_ad(case, 2)) == 1
    purge.purge_ads(case, [3], reason="asked", by="One")
    assert list(suggestions.iterate(case)) == []
    assert hits(case, NAMES)[0].ads == (1, 2)


def test_groups_are_counted_again_only_when_something_changed(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(case, [ad(ONE, author="Ana"), ad(ONE, author="Luis")])
    before = hits(case, NAMES)
    made: list[int] = []

    def counting(case: Case) -> Groups:
        made.append(1)
        return Groups(case)

    monkeypatch.setattr(suggesting, "Groups", counting)
    assert hits(case, NAMES) == before
    assert made == []
    assert hits(case, NAMES | {"threshold": 3}) == []
    store(case, [ad(ONE, author="Eva")])
    assert len(hits(case, NAMES | {"threshold": 3})) == 1
    assert len(made) == 2


def test_two_contacts_on_one_circuit(case: Case) -> None:
    rule = COUNT | {"group_by": "circuit", "statistic": "circuits", "threshold": 2}
    rule |= {"window_days": 30}
    route = [
        f"{name}, FR, geonames:{n}"
        for n, name in enumerate(("Lille", "Lyon", "Nice", "Pau", "Dax"))
    ]
    told = [
        ad(contact, place, posted_at=f"2026-05-{first + 3 * n:02d}")
        for contact, first in ((ONE, 1), (TWO, 5))
        for n, place in enumerate(route)
    ]
    # a third one writes the same names, of which nobody knows where they are
    told += [
        ad(THREE, posted_at=f"2026-05-{1 + n:02d}", place_text=place.split(",")[0])
        for n, place in enumerate(route)
    ]
    store(case, told)
    (row,) = hits(case, rule)
    assert (row.kind, row.ads, row.values["value"]) == ("circuit", (*range(1, 11),), 2.0)
    assert "Lille" not in row.key
    assert suggestions.bases(case) == {"R-COUNT": Base(1, 1)}
