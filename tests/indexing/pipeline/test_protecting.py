# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a list of known hashes are sealed with their ads before anything shows them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from indexing.engine.local import LocalEngine
from indexing.errors import BadInputError
from indexing.pipeline import known_pictures, protecting, reading
from indexing.pipeline.importing import ImportChoices, ImportReport, import_source
from indexing.pipeline.indexing import IndexChoices, index
from indexing.progress import run
from indexing.records import CandidatePair, ImageStatus, Reason, ReasonKind
from indexing.store import (
    ads,
    audit,
    blobs,
    checks,
    images,
    import_records,
    known_hashes,
    pairs,
    protected,
    protocol_acts,
    sealing,
)
from indexing.store.case import Case
from indexing.store.keys import VaultKey
from indexing.store.protected import State

ROWS = 6


def drawn(seed: int) -> bytes:
    """A drawing with enough in it to be told from others."""
    chance = np.random.default_rng(seed)
    small = chance.integers(0, 255, (8, 10), dtype=np.uint8)
    picture = Image.fromarray(small).resize((200, 160), Image.Resampling.BICUBIC).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = (int(v) for v in chance.integers(0, 140, 2))
        pen.rectangle(
            (x, y, x + 30, y + 20), fill=tuple(int(v) for v in chance.integers(0, 255, 3))
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Six ads; the second and the fifth show picture 1."""
    lines = ["id,title,description,photos"]
    for n in range(ROWS):
        photo = "p1.png" if n in (1, 4) else f"p{n}.png"
        lines.append(f"{n},Lamp {n},A lamp of green glass number {n},{photo}")
        (tmp_path / f"p{n}.png").write_bytes(drawn(n))
    file = tmp_path / "ads.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def brought(case: Case, source: Path) -> ImportReport:
    return run(import_source(case, source, ImportChoices()))


def listed(case: Case, folder: Path, text: str, **how: object) -> known_hashes.HashList:
    file = folder / "known list.csv"
    file.write_text(text, encoding="utf-8")
    made, _ = known_pictures.add_list(case, file, **how)  # type: ignore[arg-type]
    return made


def digest(kind: str, data: bytes) -> str:
    return hashlib.new(kind, data, usedforsecurity=False).hexdigest()


def no_trace(case: Case, *pictures: bytes) -> bool:
    names = {digest("sha256", one) for one in pictures}
    return not any(
        blobs.has(case, kind, name) or images.is_there(case, name)
        for kind in blobs.OF_PICTURES
        for name in names
    )


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_at_import_it_is_sealed_before_decoding(
    case: Case, source: Path, tmp_path: Path, kind: str
) -> None:
    made = listed(case, tmp_path, f"{kind}\n{digest(kind, drawn(1))}\n{'0' * 32}\n")
    assert (made.name, made.distance) == ("known list", 31)
    report = brought(case, source)
    assert (report.read, report.added, report.known, report.rejected) == (6, 4, 0, 2)
    assert report.protected == 2
    assert [(one.place, one.code) for one in report.rejects] == [
        ("row 3", "known_hash"),
        ("row 6", "known_hash"),
    ]
    assert [one.code for one in import_records.rejects(case, 1)] == ["known_hash"] * 2
    assert [one.raw for one in import_records.rejects(case, 1)] == ["", ""]
    assert ads.ids(case) == [1, 3, 4, 6]
    assert no_trace(case, drawn(1))
    items = protected.items(case)
    assert [(one.ad, one.code, one.indicator) for one in items] == [
        (2, "known_hash", "known list"),
        (5, "known_hash", "known list"),
    ]
    assert known_hashes.matches(case) == []
    assert audit.verify(case) == []


def test_again_nothing_comes_into_view(case: Case, source: Path, tmp_path: Path) -> None:
    listed(case, tmp_path, digest("md5", drawn(1)))
    brought(case, source)
    report = brought(case, source)
    assert (report.read, report.added, report.known, report.rejected) == (6, 0, 4, 2)
    assert {one.code for one in report.rejects} == {"protected_known"}
    assert len(protected.items(case)) == 2
    assert [one.sightings for one in protected.items(case)] == [(), ()]  # the same place
    assert ads.ids(case) == [1, 3, 4, 6]


def test_a_list_added_later_is_applied_to_what_is_there(
    case: Case, source: Path, tmp_path: Path
) -> None:
    brought(case, source)
    run(reading.hash_pictures(case))
    listed(case, tmp_path, digest("sha1", drawn(1)))
    sealed = run(protecting.apply_lists(case))
    sealing.finish(case, sealed.words)
    assert sealed.ads == (2, 5)
    assert no_trace(case, drawn(1))
    assert run(protecting.apply_lists(case)).ads == ()


def pdq_of(case: Case, picture: bytes) -> tuple[bytes, bytes]:
    found = {one.sha256: one for one in images.fingerprints(case)}[digest("sha256", picture)]
    return found.pdq, found.variants


@pytest.mark.parametrize("view", range(8))
def test_pdq_is_met_after_the_worker_and_never_kept(
    case: Case, source: Path, tmp_path: Path, view: int
) -> None:
    brought(case, source)
    run(reading.hash_pictures(case))
    pdq, variants = pdq_of(case, drawn(1))
    wanted = (pdq + variants)[32 * view : 32 * view + 32]
    near = bytes([wanted[0] ^ 0x1F, *wanted[1:]])  # five bits away
    (tmp_path / "other").mkdir()
    with new_case(tmp_path / "other" / "two.faisceau") as other:
        listed(other, tmp_path, f"pdq\n{near.hex()}\n")
        report = brought(other, source)
        assert report.added == 6  # nothing decodes pictures at import
        run(reading.hash_pictures(other))
        assert ads.ids(other) == [1, 3, 4, 6]
        assert no_trace(other, drawn(1))
        assert {one.sha256 for one in images.fingerprints(other)} == {
            digest("sha256", drawn(n)) for n in (0, 2, 3, 5)
        }
        assert other.db.execute("SELECT count(*) FROM image_features").fetchone()[0] <= 4


def new_case(path: Path) -> Case:
    from indexing.store.case import create
    from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

    return create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)[0]


def test_pdq_distance_is_a_limit(case: Case, source: Path, tmp_path: Path) -> None:
    brought(case, source)
    run(reading.hash_pictures(case))
    pdq, _ = pdq_of(case, drawn(1))
    far = bytes([pdq[n] ^ 0xFF if n < 4 else pdq[n] for n in range(32)])  # 32 bits away
    listed(case, tmp_path, f"pdq\n{far.hex()}\n")
    assert run(protecting.apply_lists(case)).ads == ()
    listed(case, tmp_path, f"pdq\n{far.hex()}\n", name="wider", distance=32)
    assert run(protecting.apply_lists(case)).ads == (2, 5)


def test_a_flat_picture_is_not_told_by_pdq(case: Case, tmp_path: Path) -> None:
    flat = io.BytesIO()
    Image.new("RGB", (120, 90), (200, 200, 200)).save(flat, "PNG")
    (tmp_path / "p.png").write_bytes(flat.getvalue())
    file = tmp_path / "ads.csv"
    file.write_text("id,description,photos\n1,A lamp of green glass,p.png\n", encoding="utf-8")
    brought(case, file)
    run(reading.hash_pictures(case))
    pdq, _ = pdq_of(case, flat.getvalue())
    listed(case, tmp_path, f"pdq\n{pdq.hex()}\n")
    assert run(protecting.apply_lists(case)).ads == ()


def test_links_by_a_sealed_picture_go(case: Case, source: Path) -> None:
    brought(case, source)
    same = Reason(ReasonKind.SAME_IMAGE, 1.0, 1.0, {"value": digest("sha256", drawn(1))})
    near = Reason(
        ReasonKind.NEAR_IMAGE,
        1.0,
        1.0,
        {"images": [digest("sha256", drawn(0)), digest("sha256", drawn(1))]},
    )
    phone = Reason(ReasonKind.PHONE, 1.0, 1.0, {"value": "+33639980001"})
    links = [CandidatePair(2, 5, (same,)), CandidatePair(1, 5, (near, phone))]
    pairs.replace_machine(case, links, [], "{}")
    sealed = protecting.protect(case, [2], indicator="MIN-01", by="one")
    assert sealed.neighbours == (5,)
    assert list(pairs.iterate(case)) == [CandidatePair(1, 5, (phone,))]
    assert images.of_ad(case, 5)[0].status is ImageStatus.PROTECTED


def test_the_list_cannot_be_read_back(case: Case, tmp_path: Path) -> None:
    value = digest("md5", drawn(1))
    listed(case, tmp_path, value)
    stored = [bytes(row[0]) for row in case.db.execute("SELECT hash FROM known_hashes")]
    assert len(stored) == 1
    assert bytes.fromhex(value) not in b"".join(stored)
    kept = known_hashes.lists(case)[0]
    assert kept.sha256 == digest("sha256", value.encode())
    assert (kept.entries, kept.counts) == (1, {"md5": 1})


def test_several_categories_are_chosen_by_a_person(case: Case, tmp_path: Path) -> None:
    text = f"md5,category\n{digest('md5', drawn(0))},0\n{digest('md5', drawn(1))},1\n"
    for chosen in ((), ("2",)):
        with pytest.raises(BadInputError) as caught:
            listed(case, tmp_path, text, categories=chosen)
        assert caught.value.code == "hash_list_categories"
        assert caught.value.detail["categories"] == ["0 (1)", "1 (1)"]
    assert listed(case, tmp_path, text, categories=("1",)).entries == 1
    assert listed(case, tmp_path, text, name="two", categories=("all",)).entries == 2


def test_names_of_lists(case: Case, source: Path, tmp_path: Path) -> None:
    text = digest("md5", drawn(1))
    listed(case, tmp_path, text)
    with pytest.raises(BadInputError) as caught:
        listed(case, tmp_path, text)
    assert caught.value.code == "hash_list_exists"
    known_hashes.remove(case, "known list")
    with pytest.raises(BadInputError):
        known_hashes.remove(case, "known list")
    assert case.db.execute("SELECT count(*) FROM known_hashes").fetchone()[0] == 0
    assert brought(case, source).added == 6


def test_the_case_is_whole_afterwards(case: Case, source: Path, tmp_path: Path) -> None:
    listed(case, tmp_path, digest("md5", drawn(1)))
    brought(case, source)
    run(reading.hash_pictures(case))
    key = VaultKey(case.vault_key().key)
    case.close()
    assert checks.check(case.path, key) == []


def test_other_words_under_the_same_number_are_asked_about(
    case: Case, source: Path, tmp_path: Path
) -> None:
    brought(case, source)
    protecting.protect(case, [2], indicator="MIN-01", by="one")
    later = tmp_path / "later.csv"
    lines = ["id,title,description", "1,Sofa,Something else stands here now", "9,Rug,A red rug"]
    later.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = brought(case, later)
    assert (report.added, report.rejected) == (2, 0)
    (asked,) = protocol_acts.standing(case, protocol_acts.POSSIBLE_MINOR)
    assert (ads.get(case, asked.ad).title, asked.act, asked.by) == ("Sofa", "asked", "P1")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("LAMP 1", "A LAMP OF GREEN GLASS NUMBER 1"),
        ("Lamp 1", "A  lamp of green glass - number 1!"),
        ("Lamp 1", "A l\u200bamp of green gl\u200bass number 1"),
        ("", "Lamp 1 A lamp of green glass number 1"),
    ],
)
def test_the_same_words_in_another_dress_are_asked_about(
    case: Case, source: Path, tmp_path: Path, title: str, text: str
) -> None:
    brought(case, source)
    protecting.protect(case, [2], indicator="MIN-01", by="one")
    later = tmp_path / "later.csv"
    rows = [f"https://example.org/x/71,{title},{text}", "https://example.org/x/72,Rug,A red rug"]
    later.write_text("\n".join(["url,title,description", *rows]) + "\n", encoding="utf-8")
    assert brought(case, later).added == 2
    (asked,) = protocol_acts.standing(case, protocol_acts.POSSIBLE_MINOR)
    assert (ads.get(case, asked.ad).body, asked.act, asked.by) == (text, "asked", "P1")


def test_a_later_sighting_that_says_what_is_sealed_is_asked_about(
    case: Case, source: Path, tmp_path: Path
) -> None:
    brought(case, source)
    protecting.protect(case, [2], indicator="MIN-01", by="one")
    later = tmp_path / "later.csv"
    rows = ["3,LAMP 1,A LAMP of green glass - number 1", "4,Lamp 4,A lamp of green glass number 4"]
    later.write_text("\n".join(["id,title,description", *rows]) + "\n", encoding="utf-8")
    report = brought(case, later)
    assert report.captures >= 1
    (asked,) = protocol_acts.standing(case, protocol_acts.POSSIBLE_MINOR)
    assert (ads.get(case, asked.ad).source_id, asked.by) == ("3", "P1")


def test_ads_of_the_case_in_another_dress_are_known(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "dress.csv"
    texts = [
        "A lamp of green glass number 1, bring a bag",
        "A LAMP of green glass - number 1! Bring a bag",
        "A lamp of green glass number 2, bring a bag",
    ]
    rows = [f'{n},Lamp,"{text}"' for n, text in enumerate(texts)]
    file.write_text("\n".join(["id,title,description", *rows]) + "\n", encoding="utf-8")
    brought(case, file)
    assert protecting.say_the_same(case, [1]) == [2]
    assert protecting.say_the_same(case, [3]) == []
    run(index(case, IndexChoices(LocalEngine(1), tmp_path / "none")))
    assert protecting.say_the_same(case, [2]) == [1]


def test_an_address_of_a_list_asks_nothing(case: Case, tmp_path: Path) -> None:
    file, later = tmp_path / "list.csv", tmp_path / "later.csv"
    rows = [f"https://example.org/list,A lamp of green glass number {n}" for n in range(5)]
    file.write_text("\n".join(["url,description", *rows]) + "\n", encoding="utf-8")
    brought(case, file)
    protecting.protect(case, [2], indicator="MIN-01", by="one")
    later.write_text("url,description\nhttps://example.org/list,A bench of oak\n", encoding="utf-8")
    assert brought(case, later).added == 1
    assert protocol_acts.standing(case, protocol_acts.POSSIBLE_MINOR) == []


def test_what_was_released_is_not_sealed_again_for_a_list(
    case: Case, source: Path, tmp_path: Path
) -> None:
    listed(case, tmp_path, digest("md5", drawn(1)))
    brought(case, source)
    case.actor = "Reader Two"
    for number in (1, 2):
        sealing.say(case, protected.get(case, number), State.NO_CONCERN, role=None)
        item = protected.get(case, number)
        sealing.order(case, item, State.RELEASED, role=None, reference="Order 7")
    sealing.finish(case)
    assert ads.ids(case) == [1, 2, 3, 4, 5, 6]
    run(reading.hash_pictures(case))
    assert run(protecting.apply_lists(case)).ads == ()
    assert brought(case, source).known == 6
    assert images.read(case, digest("sha256", drawn(1))) == drawn(1)
