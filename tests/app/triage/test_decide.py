# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster over a real store: covered, bounded, and what each part of its page says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage import codebook, decide_timeline
from app.triage.case_session import CaseSession
from app.triage.decide_items import MOST_CHARACTERS, MOST_LISTED
from app.triage.decide_timeline import MOST_COLUMNS, MOST_ROWS, bounds, timeline
from app.triage.items import Target
from app.triage.suggestion_items import NewAnswer
from indexing.errors import BadInputError
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
    Stamp,
)
from indexing.store import (
    ads,
    audit,
    clusters,
    images,
    judgements,
    mentions,
    pairs,
    protocol_acts,
    sources,
    suggestions,
)
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost
from indexing.store.suggestions import Base, SuggestionRow
from tests.indexing.suggest.books import FEE_EN, book, indicator

PHONE = "06 39 98 01 42"
BODY = f"A registration fee is due before the job starts, call {PHONE} before noon."
ALONE = f"Piano lessons, write or call {PHONE}. "
DAYS = ("2026-03-02", "2026-03-02", "2026-03-20", "")
SITES = ("a.example", "b.example", "a.example", "a.example")
START = BODY.index("registration")
SECRET = ("39980142", "3998 01", "39 98")


def phone(text: str, start: int = 0) -> Mention:
    place = text.index(PHONE, start)
    return Mention(MentionKind.PHONE, "+33639980142", PHONE, "body", place, place + len(PHONE))


def near(a: int, b: int, score: float, *, joins: bool = True) -> CandidatePair:
    return CandidatePair(a, b, (Reason(ReasonKind.NEAR_TEXT, score, 0.5, {}, joins),))


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    codes = book(FEE_EN, FEE_01=indicator("FEE-01"))
    monkeypatch.setattr(codebook, "of_case", lambda _case: codes)
    monkeypatch.setattr(codebook, "settle", lambda _case: codes)
    meta = CaseMeta("Test", "Consent", "Analyst", "2035-01-01")
    made, _key = create(
        tmp_path / "one.faisceau", passphrase="herons", meta=meta, cost=Argon2Cost(64, 1, 1)
    )
    source = sources.begin(made, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(f"row {n}", title="Kitchen", body=BODY, site=site, posted_at=day)
        for n, (site, day) in enumerate(zip(SITES, DAYS, strict=True), 2)
    ]
    rows.append(AdRecord("row 6", title="Piano", body=ALONE * 2_000, site="c.example"))
    ads.add_batch(made, source, rows, seen=ads.SeenCounts())
    told = {n: [phone(BODY)] for n in range(1, 5)}
    told[5] = [phone(ALONE * 2_000, n * len(ALONE)) for n in range(2_000)]
    mentions.replace(made, told, Stamp("test", "1"))
    links = [near(1, 2, 0.98), near(2, 3, 0.6), near(3, 4, 0.4, joins=False)]
    pairs.replace_machine(made, links, [Hub(ReasonKind.PHONE, "+33639980142", 5, 5, "many_groups")])
    clusters.replace(made, {1: [1, 2, 3, 4], 2: [5]})
    suggest(made)
    yield made
    made.close()


def suggest(case: Case) -> None:
    spans = (("body", START, START + 16, 0),)
    found = {
        ad: [SuggestionRow("R-FEE-01-en", 1, "FEE-01", "ad", str(ad), (ad,), spans, {}, {})]
        for ad in (1, 3, 4)
    }
    suggestions.replace_of_ads(case, found, (), Stamp("suggest", "x"))
    suggestions.replace_of_groups(case, [], {"R-FEE-01-en": Base(5, 3)}, "x")


def picture(case: Case, ad: int, position: int, data: bytes, **known: object) -> str:
    sha256 = images.put(case, ad, position, f"{position}.jpg", data)
    assert sha256 is not None
    status = known.get("status", ImageStatus.OK)
    assert isinstance(status, ImageStatus)
    images.set_fingerprint(case, ImageFingerprint(sha256, 640, 480, status))
    return sha256


def everything(session: CaseSession, cluster: int, *, unmasked: bool = False) -> str:
    parts = (
        session.decide_head(cluster),
        session.decide_text(cluster, unmasked=unmasked),
        session.decide_pictures(cluster),
        session.decide_timeline(cluster),
        session.decide_reasons(cluster, unmasked=unmasked),
        session.decide_suggestions(cluster, {}, unmasked=unmasked),
        session.decide_marks(cluster),
        session.decide_ads(cluster, SITES, "2026-01-01", "2026-12-31"),
    )
    return repr(parts)


@pytest.mark.parametrize("cluster", [1, 2])
def test_contacts_are_covered_in_every_part_until_unmasked(case: Case, cluster: int) -> None:
    session = CaseSession(case)
    told = everything(session, cluster)
    assert not any(secret in told for secret in SECRET)
    assert any(secret in everything(session, cluster, unmasked=True) for secret in SECRET)


def test_the_head_says_what_it_is(case: Case) -> None:
    head = CaseSession(case).decide_head(1)
    assert (head.size, head.first_ad, head.status) == (4, 1, "todo")
    assert head.sites == (("a.example", 3), ("b.example", 1))
    assert (head.first_seen, head.last_seen) == ("2026-03-02", "2026-03-20")
    assert any("1 indicator" in words for words in head.why)


def test_a_long_text_is_cut_and_says_so(case: Case) -> None:
    found = CaseSession(case).decide_text(2)
    assert found.template is None
    assert len(found.body) == MOST_CHARACTERS
    assert found.characters == len(ALONE) * 2_000
    assert all(one.end <= MOST_CHARACTERS for one in found.mentions)


def test_reasons_are_told_by_their_ends(case: Case) -> None:
    judgements.decide(case, 1, 3, Judgement.SAME, by="me")
    found = CaseSession(case).decide_reasons(1)
    (hold,) = found.holds
    assert (hold.kind, hold.links, hold.shown_only) == ("near_text", 3, 1)
    assert (hold.strongest.a, hold.strongest.b) == (1, 2)
    assert hold.weakest is not None
    assert (hold.weakest.a, hold.weakest.b) == (2, 3)
    assert found.judged == 1
    (contact,) = found.contacts
    assert (contact.ads, contact.in_case, contact.hub) == (4, 5, True)


def test_an_answer_is_about_one_ad_and_the_next_steps_up(case: Case) -> None:
    session = CaseSession(case)
    (group,) = session.decide_suggestions(1, {}).groups
    assert (group.ad, group.ads, group.found, group.answered) == (1, (1, 3, 4), 3, 0)
    session.answer(NewAnswer(group.item, "innocent"))
    (group,) = session.decide_suggestions(1, {}).groups
    assert (group.ad, group.answered) == (3, 1)
    (group,) = session.decide_suggestions(1, {"R-FEE-01-en": 1}).groups
    assert group.ad == 1
    assert group.item.mine is not None
    (group,) = session.decide_suggestions(1, {"R-FEE-01-en": 5}).groups
    assert group.ad == 3


def test_a_second_reader_sees_no_suggestion_and_no_word_of_others(case: Case) -> None:
    session = CaseSession(case)
    session.add_note(Target(ad=1), "mine")
    session.be_second(True)
    found = session.decide_suggestions(1, {})
    assert found.is_hidden
    assert not found.groups
    assert not any("indicator" in words for words in session.decide_head(1).why)
    session.go_through(3)
    assert [one.ad for one in session.decide_suggestions(1, {}).groups] == [3]


def test_pictures_are_told_once_for_each_repeat(case: Case) -> None:
    session = CaseSession(case)
    one = picture(case, 1, 0, b"\xff\xd8\xffone")
    picture(case, 2, 0, b"\xff\xd8\xffone")
    other = picture(case, 2, 1, b"\xff\xd8\xffother")
    picture(case, 3, 0, b"\xff\xd8\xffbroken", status=ImageStatus.REJECTED)
    images.put(case, 4, 0, "gone.jpg", None)
    detail = {"images": [one, other]}
    alike = Reason(ReasonKind.NEAR_IMAGE, 12, 40, detail, True)
    pairs.put(case, [CandidatePair(1, 2, (alike,))])
    found = session.decide_pictures(1)
    assert [(g.times, g.ads, g.files, g.status) for g in found.groups] == [
        (3, 2, 2, "ok"), (1, 1, 1, "rejected")
    ]  # fmt: skip
    assert found.groups[0].sha256 == one
    assert found.missing == 1
    session.stop_picture(2, other)
    assert session.decide_pictures(1).groups[0].status == "stopped"
    assert session.clear_picture(other) is None


def test_a_picture_that_may_be_of_a_minor_is_not_given_larger(case: Case) -> None:
    session = CaseSession(case)
    one = picture(case, 1, 0, b"\xff\xd8\xffone")
    with pytest.raises(BadInputError):
        session.clear_picture(one)  # it is no picture at all
    protocol_acts.note(case, protocol_acts.POSSIBLE_MINOR, 1, protocol_acts.Act.ASKED, by="me")
    assert session.clear_picture(one) is None
    assert session.clear_picture("00" * 32) is None


def test_unmasking_a_cluster_is_one_entry_that_names_its_ads(case: Case) -> None:
    CaseSession(case).unmask_cluster(1, "a case conference")
    entry = json.loads(list(audit.lines(case))[-1])
    assert entry["objects"] == ["C1", "A1", "A2", "A3", "A4"]
    assert entry["reason"] == "a case conference"


def test_a_bar_lists_its_ads(case: Case) -> None:
    found = CaseSession(case).decide_ads(1, ["a.example"], "2026-03-01", "2026-03-10")
    assert ([one.ad for one in found.ads], found.total) == ([1], 1)
    many = [(f"2026-01-{1 + n % 28:02}", "x", 1) for n in range(3)]
    assert len(timeline(many).starts) == 3
    assert MOST_LISTED < 100


def test_what_is_gone_is_told(case: Case) -> None:
    session = CaseSession(case)
    for ask in (session.decide_head, session.decide_text, session.decide_reasons):
        with pytest.raises(BadInputError) as error:
            ask(77)
        assert error.value.code == "id_unknown"


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        ("2026-03-20", "day"),
        ("2026-12-20", "week"),
        ("2031-12-20", "month"),
        ("2080-01-01", "year"),
    ],
)
def test_the_unit_follows_from_the_span(last: str, unit: str) -> None:
    found = timeline([("2026-03-02", "a", 1), (last, "a", 2), ("2026-13-45", "a", 4), ("", "b", 8)])
    assert found.unit == unit
    assert len(found.starts) <= MOST_COLUMNS
    (row,) = found.rows
    assert (row.counts[0], row.counts[-1], row.ads) == (1, 2, 3)
    assert found.undated == 12
    first, end = bounds(found, len(found.starts) - 1)
    assert first <= last <= end


def test_a_wrong_year_does_not_push_the_others_together() -> None:
    found = timeline([("0102-01-01", "a", 1), ("2026-03-02", "a", 2)])
    assert (found.unit, found.left_out) == ("year", 1)
    assert len(found.starts) == MOST_COLUMNS
    assert found.rows[0].counts[-1] == 2
    assert decide_timeline.words(found, MOST_COLUMNS - 1) == "2026"


def test_sites_beyond_the_last_row_share_it() -> None:
    found = timeline([("2026-03-02", f"s{n:02}", 20 - n) for n in range(20)])
    assert len(found.rows) == MOST_ROWS
    assert found.rows[0].name == "s00"
    assert len(found.rows[-1].sites) == 20 - MOST_ROWS + 1
    assert sum(row.ads for row in found.rows) == sum(range(1, 21))
    assert timeline([]).rows == ()
