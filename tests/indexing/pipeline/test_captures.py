# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture from the file to the links: what it says and shows links its ad, at the next index."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image

from indexing.benchmark.texts import generate
from indexing.engine.local import LocalEngine
from indexing.pipeline import adding, importing, indexing
from indexing.pipeline.importing import ImportChoices, ImportReport, import_source
from indexing.pipeline.indexing import IndexChoices, index
from indexing.progress import run
from indexing.records import Judgement, MentionKind, ReasonKind
from indexing.store import (
    ads,
    captures,
    clusters,
    further,
    images,
    import_records,
    judgements,
    mentions,
    pairs,
)
from indexing.store.case import Case

COLUMNS = ("id", "site", "title", "text", "phone", "captured_at", "images")
ROOM = {
    "id": "8812345",
    "site": "example.org",
    "title": "Room to let",
    "text": "A quiet room for one person, with a desk and a lamp, near the station.",
    "phone": "06 39 98 00 01",
    "captured_at": "2024-03-01",
    "images": "",
}
SOFA = ROOM | {
    "id": "7712345",
    "title": "Sofa",
    "text": "Selling a green sofa, three seats, hardly used. Fetch it yourself.",
    "phone": "06 39 98 00 02",
}
LATER = ROOM | {"phone": "06 39 98 00 02", "captured_at": "2024-03-09"}


@pytest.fixture
def choices(tmp_path: Path) -> IndexChoices:
    return IndexChoices(engine=LocalEngine(1), model=tmp_path / "none")


def bring(case: Case, file: Path, rows: Sequence[Mapping[str, str]]) -> ImportReport:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(written.getvalue(), encoding="utf-8")
    return run(import_source(case, file, ImportChoices()))


def drawn(seed: int) -> bytes:
    """A picture of many coloured cells."""
    cells = random.Random(seed).randbytes(12 * 12 * 3)
    data = io.BytesIO()
    Image.frombytes("RGB", (12, 12), cells).resize((240, 240), Image.Resampling.BICUBIC).save(
        data, "PNG"
    )
    return data.getvalue()


def fillers(count: int) -> list[dict[str, str]]:
    """Ads that nothing links, so that adding a few is worth not linking all anew."""
    texts = generate("two_languages", count, 9)
    return [
        ROOM | {"id": f"66{n:05d}", "title": "", "text": one.text, "phone": ""}
        for n, one in enumerate(texts)
    ]


def together(case: Case, a: int, b: int) -> bool:
    found = clusters.of_ads(case, [a, b])
    return found[a] == found[b]


def test_the_report_counts_captures_among_the_known(case: Case, tmp_path: Path) -> None:
    bring(case, tmp_path / "a.csv", [ROOM, SOFA])
    report = bring(case, tmp_path / "b.csv", [LATER, SOFA])
    assert (report.read, report.added, report.known, report.captures) == (2, 0, 2, 1)
    assert import_records.report_of(case, report.source)["captures"] == 1
    again = bring(case, tmp_path / "b.csv", [LATER, SOFA])
    assert (again.added, again.known, again.captures) == (0, 2, 0)
    assert import_records.report_of(case, report.source)["captures"] == 0
    assert (ads.count(case), captures.count(case)) == (2, 1)


@pytest.mark.parametrize("full", [False, True])
def test_a_changed_number_links(
    case: Case,
    choices: IndexChoices,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    full: bool,
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 50)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.5)
    bring(case, tmp_path / "a.csv", [ROOM, SOFA, *fillers(100)])
    run(index(case, choices))
    assert not together(case, 1, 2)
    bring(case, tmp_path / "b.csv", [LATER])
    if not full:
        monkeypatch.setattr(indexing, "find_links", _fail)
    chosen = IndexChoices(choices.engine, choices.model, full=full)
    report = run(index(case, chosen))
    assert together(case, 1, 2)
    link = pairs.between(case, 1, 2)
    assert link is not None
    assert [reason.kind for reason in link.reasons] == [ReasonKind.PHONE]
    assert report.unsettled == 0
    assert further.grown(case) == {}
    fields = [one.field for one in mentions.of_ad(case, 1) if one.kind is MentionKind.PHONE]
    assert fields == ["capture 2 contacts", "contacts"]


def _fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_what_a_capture_repeats_is_not_told_again(
    case: Case, choices: IndexChoices, tmp_path: Path
) -> None:
    bring(case, tmp_path / "a.csv", [ROOM | {"text": ROOM["text"] + " Mail a@example.org."}])
    later = ROOM["text"] + " Still free! Mail a@example.org or b@example.org."
    bring(case, tmp_path / "b.csv", [LATER | {"text": later}])
    run(index(case, choices))
    told = {(one.value, one.field) for one in mentions.of_ad(case, 1)}
    assert told == {
        ("a@example.org", "body"),
        ("b@example.org", "capture 2 body"),
        ("+33639980001", "contacts"),
        ("+33639980002", "capture 2 contacts"),
    }
    (text,) = [one for one in mentions.of_ad(case, 1) if one.field == "capture 2 body"]
    assert later[text.start : text.end] == text.raw == "b@example.org"


def test_an_index_that_was_stopped_after_reading_links_the_next_time(
    case: Case,
    choices: IndexChoices,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 50)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.5)
    bring(case, tmp_path / "a.csv", [ROOM, SOFA, *fillers(100)])
    run(index(case, choices))
    bring(case, tmp_path / "b.csv", [LATER])
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "add_links", _fail)
        with pytest.raises(ZeroDivisionError):
            run(index(case, choices))
    assert not together(case, 1, 2)
    assert list(further.grown(case)) == [1]
    run(index(case, choices))
    assert together(case, 1, 2)


def test_a_judgement_stands_against_what_a_capture_says(
    case: Case, choices: IndexChoices, tmp_path: Path
) -> None:
    bring(case, tmp_path / "a.csv", [ROOM, SOFA])
    run(index(case, choices))
    judgements.decide(case, 1, 2, Judgement.NOT_SAME, by="one", note="two people")
    before = judgements.history(case)
    bring(case, tmp_path / "b.csv", [LATER])
    run(index(case, choices))
    assert not together(case, 1, 2)
    assert judgements.history(case) == before


def test_a_new_picture_of_a_capture_links_without_linking_all(
    case: Case, choices: IndexChoices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 50)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.5)
    for folder, seeds in (("a", (1, 2)), ("b", (2,))):
        (tmp_path / folder).mkdir()
        for place, seed in enumerate(seeds):
            (tmp_path / folder / f"{place}.png").write_bytes(drawn(seed))
    first = [ROOM | {"images": "0.png"}, SOFA | {"images": "1.png"}, *fillers(100)]
    bring(case, tmp_path / "a" / "a.csv", first)
    run(index(case, choices))
    assert pairs.between(case, 1, 2) is None
    monkeypatch.setattr(indexing, "find_links", _fail)
    # the file has the old name and another picture
    later = ROOM | {"images": "0.png", "captured_at": "2024-03-09"}
    report = bring(case, tmp_path / "b" / "b.csv", [later])
    assert (report.captures, report.images_found) == (1, 1)
    assert [one.untrusted_name for one in images.of_ad(case, 1)] == ["0.png", "0.png"]
    run(index(case, choices))
    link = pairs.between(case, 1, 2)
    assert link is not None
    assert ReasonKind.SAME_IMAGE in [reason.kind for reason in link.reasons]
    run(index(case, choices))  # and nothing is owed


def test_a_file_that_was_stopped_between_batches_is_finished(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    first = [ROOM | {"id": f"88{n:05d}", "text": f"{ROOM['text']} Floor {n}."} for n in range(9)]
    later = [one | {"phone": "06 39 98 00 05", "captured_at": "2024-03-09"} for one in first]
    bring(case, tmp_path / "a.csv", first)
    calls = 0
    real = ads.add_batch

    def stopped(*arguments: object, **named: object) -> ads.BatchResult:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return real(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ads, "add_batch", stopped)
        with pytest.raises(KeyboardInterrupt):
            bring(case, tmp_path / "b.csv", later)
    assert captures.count(case) == 4
    report = bring(case, tmp_path / "b.csv", later)
    assert (report.added, report.known, report.captures) == (0, 9, 5)
    assert (ads.count(case), captures.count(case)) == (9, 9)


def test_other_pictures_in_a_capture_are_kept_once(case: Case, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(drawn(1))
    bring(case, tmp_path / "a.csv", [ROOM | {"images": "one.png"}])
    for _ in range(2):
        report = bring(case, tmp_path / "b.csv", [LATER | {"images": json.dumps(["one.png"])}])
        assert (report.images_found, report.images_missing) == (1, 0)
    assert len(images.of_ad(case, 1)) == 1
