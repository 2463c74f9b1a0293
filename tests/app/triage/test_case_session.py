# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's questions and acts over a real encrypted case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage import following, masking
from app.triage.case_session import CaseSession
from app.triage.items import NewTag, Target
from indexing.errors import BadInputError
from indexing.records import (
    AdRecord,
    CandidatePair,
    ImageRef,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
    Stamp,
)
from indexing.store import ads, audit, clusters, images, mentions, pairs, sources
from indexing.store import case as cases
from indexing.store.ads import SeenCounts
from indexing.store.case import Case, CaseMeta
from indexing.store.keys import Argon2Cost

PHONE = "06 39 98 01 42"
BODY = f"Packers wanted, call {PHONE} in the evening"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    meta = CaseMeta("purpose", "basis", "me", "2099-01-01")
    cheap = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    made, _key = cases.create(
        tmp_path / "x.faisceau", passphrase="correct horse battery", meta=meta, cost=cheap
    )
    number = sources.begin(
        made, tmp_path / "ads.csv", sha256="0" * 64, format="csv", encoding="utf-8", field_map={}
    )
    rows = [
        AdRecord(f"row {n}", site="board.example", title=f"Ad {n}", body=BODY,
                 images=(ImageRef("a.jpg"),), extra={"tel": PHONE})
        for n in (2, 3, 4)
    ]  # fmt: skip
    result = ads.add_batch(made, number, rows, seen=SeenCounts())
    start = BODY.index(PHONE)
    found = [Mention(MentionKind.PHONE, "+33639980142", PHONE, "body", start, start + 14)]
    mentions.replace(made, dict.fromkeys(result.ads, found), Stamp("extract", "1"))
    images.put(made, 1, 0, "a.jpg", b"not a picture")
    reason = Reason(ReasonKind.PHONE, 1, 1, {"value": "+33639980142"})
    near = Reason(ReasonKind.NEAR_TEXT, 0.9, 0.42)
    pairs.replace_machine(made, [CandidatePair(1, 2, (reason, near))], [], "{}")
    clusters.replace(made, {1: [1, 2], 2: [3]})
    yield made
    made.close()


@pytest.fixture
def session(case: Case) -> CaseSession:
    return CaseSession(case)


def test_lists(session: CaseSession) -> None:
    assert session.summary().ads == 3
    assert session.cluster_ids("") == [1, 2]
    assert session.cluster_ids("A3") == [2]
    assert session.cluster_ids("c2") == [2]
    assert session.cluster_ids("C99") == session.cluster_ids("A99") == []
    assert session.cluster_ids("packers site:board") == [1, 2]
    assert session.cluster_ids("nothing") == []
    (first, _second) = session.clusters([1, 2])
    assert (first.size, first.sites) == (2, ("board.example",))
    assert session.ad_ids(1) == [1, 2]
    row = session.ads([1])[0]
    assert row.images == 1
    assert "98 01" not in row.words


def test_nothing_of_a_covered_ad_shows_its_number(session: CaseSession) -> None:
    covered = session.detail(1)
    everything = repr(covered)
    assert "39 98" not in everything
    assert "63998" not in everything
    assert masking.BULLET in covered.reasons[0].sentence
    clear = session.detail(1, unmasked=True)
    assert clear.body == BODY
    assert "+33639980142" in clear.reasons[0].sentence
    assert [r.kind for r in clear.reasons] == ["phone", "near_text"]
    assert clear.mentions[0].elsewhere == 2


def test_a_tag_is_kept_told_and_undone(session: CaseSession) -> None:
    changed = session.add_tag(NewTag(Target(ad=1, start=0, end=7), "FEE-01", "high", "note"))
    assert changed.ads == (1,)
    (tag,) = session.detail(1).tags
    assert (tag.target, tag.indicator, tag.confidence) == ("A1:0-7", "FEE-01", "high")
    assert "FEE-01" in session.history()[0].sentence
    assert "FEE-01" in session.undo().sentence
    assert session.detail(1).tags == ()
    assert session.history()[0].undone
    assert session.redo().ads == (1,)
    assert len(session.detail(1).tags) == 1
    session.withdraw_tag(session.detail(1).tags[0].mark)
    assert session.detail(1).tags == ()


def test_notes_judgements_and_clusters(session: CaseSession) -> None:
    session.add_note(Target(cluster=1), "look again")
    assert [n.text for n in session.detail(2).notes] == ["look again"]
    session.add_tag(NewTag(Target(cluster=1), "FEE-01", "low"))
    assert session.clusters([1])[0].tags == 1
    session.decide(1, 3, "not-same")
    assert session.detail(3).reasons[0].judgement == "not-same"
    assert "do not belong" in session.history()[0].sentence


def test_clusters_follow_a_judgement_its_undo_and_its_redo(session: CaseSession) -> None:
    apart = session.decide(1, 2, "not-same")
    assert apart.clusters
    assert set(apart.ads) == {1, 2}
    assert "C1 with 1 ad" in apart.sentence
    assert session.ad_ids(1) == [1]
    assert session.cluster_ids("A2") != [1]
    assert session.undo().clusters
    assert session.ad_ids(1) == [1, 2]
    assert "do not belong" in session.redo().sentence
    assert session.ad_ids(1) == [1]
    session.decide(1, 2, "none")
    assert session.ad_ids(1) == [1, 2]
    together = session.decide(1, 3, "same")
    assert "No longer there: C2." in together.sentence
    assert session.ad_ids(1) == [1, 2, 3]
    assert session.decide(1, 3, "same").sentence.endswith("stay as they are.")


def test_large_cases_leave_clusters_to_the_next_run(
    session: CaseSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_ADS", 2)
    told = session.decide(1, 2, "not-same")
    assert "Find what belongs together" in told.sentence
    assert session.ad_ids(1) == [1, 2]


def test_the_status_of_a_cluster_is_kept_filtered_and_undone(session: CaseSession) -> None:
    assert session.set_status(1, "done").clusters
    assert session.clusters([1])[0].status == "done"
    assert session.cluster_ids("status:done") == [1]
    assert session.cluster_ids("packers status:todo") == [2]
    assert "C1: done" in session.history()[0].sentence
    assert session.undo().clusters
    assert session.cluster_ids("status:done") == []
    with pytest.raises(BadInputError, match="filter_unreadable"):
        session.cluster_ids("status:someday")


def test_unmasking_pictures_and_purge_are_logged(session: CaseSession, case: Case) -> None:
    session.unmask(1, "court order")
    session.opened_picture(1, session.detail(1).images[0].sha256)
    session.purge_ad(3, "not needed")
    log = "\n".join(audit.lines(case))
    for word in ("unmasked", "court order", "picture_shown", "ads_purged", "not needed"):
        assert word in log
    assert PHONE not in log
    assert session.summary().ads == 2


def test_undo_of_nothing_says_so(session: CaseSession) -> None:
    assert session.undo().sentence == ""


def test_an_unreadable_filter_is_a_known_error(session: CaseSession) -> None:
    with pytest.raises(BadInputError, match="filter_unreadable"):
        session.cluster_ids("from:yesterday")


def test_an_ad_without_text_shows_its_other_fields(session: CaseSession, case: Case) -> None:
    number = sources.list_sources(case)[0].source
    bare = AdRecord("row 9", source_id="H0009", place_text="Lille", extra={"rooms": "4"})
    (ad,) = ads.add_batch(case, number, [bare], seen=SeenCounts()).new_ads
    clusters.replace(case, {1: [1, 2], 2: [3], 3: [ad]})
    assert session.ads([ad])[0].words == "H0009 · Lille · 4"
    assert session.clusters([3])[0].words == "H0009 · Lille · 4"


def test_first_words_say_where_they_were_cut(session: CaseSession, case: Case) -> None:
    number = sources.list_sources(case)[0].source
    long = AdRecord("row 9", body="two rooms near the park " * 20)
    (ad,) = ads.add_batch(case, number, [long], seen=SeenCounts()).new_ads
    assert session.ads([ad])[0].words.endswith("…")
    assert not session.ads([1])[0].words.endswith("…")


def test_a_stopped_picture_is_out_of_sight_for_this_sitting_only(
    session: CaseSession, case: Case
) -> None:
    sha256 = session.detail(1).images[0].sha256
    before = list(audit.lines(case))
    reader = session.reader()
    assert session.stop_picture(1, sha256).ads == (1,)
    for asked in (session, reader):
        assert asked.detail(1).images[0].status == "stopped"
        assert asked.thumbnail(sha256) == b""
        assert asked.compare(1, 2).left.images[0].status == "stopped"
    reader.close()
    assert list(audit.lines(case)) == before
    assert CaseSession(case).detail(1).images[0].status != "stopped"


def test_only_others_move_the_number_that_tells_of_writers(
    session: CaseSession, case: Case
) -> None:
    first = session.outside_version()
    session.set_status(1, "done")
    assert session.outside_version() == first
    with cases.open_case(case.path, secret=case.vault_key(), mode="shared") as beside:
        clusters.set_status(beside, 2, clusters.ClusterStatus("done"), by="somebody")
    assert session.outside_version() != first


def test_who_reads_beside_does_not_move_that_number(session: CaseSession, case: Case) -> None:
    first = session.outside_version()
    with cases.open_case(case.path, secret=case.vault_key(), mode="shared") as beside:
        audit.record(beside, audit.Act.CONSULTATION, "ads_listed")
        session.set_status(1, "done")  # what this window does meanwhile is its own
        audit.record(beside, audit.Act.DISCLOSURE, "bundle_written")
        assert session.outside_version() == first
        with beside.transaction() as db:  # a part of long work that the log does not tell of yet
            db.execute("UPDATE derived SET cluster = 2 WHERE ad = 3")
        assert session.outside_version() != first
