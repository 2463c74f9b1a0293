# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches find what looking through everything finds, say why, and never show what is sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageOps

from indexing.errors import BadInputError, RefusedError
from indexing.fingerprint import text_embedding
from indexing.link.meaning import centre
from indexing.options import LinkOptions
from indexing.pipeline import searching_meaning, searching_pictures
from indexing.pipeline.evidence import Links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning
from indexing.pipeline.reading import EXTRACT, hash_pictures, read_texts
from indexing.pipeline.searching import Question, Searcher
from indexing.pipeline.searching_found import Answer, Found, Hit, in_all
from indexing.progress import run
from indexing.records import AdRecord, Hub, ImageRef, MentionKind, ReasonKind
from indexing.store import (
    ads,
    fingerprints,
    images,
    known_hashes,
    mentions,
    pairs,
    purge,
    sealing,
    sources,
    text_groups,
)
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from indexing.store.queue_filter import Filter
from tests.indexing.sandbox.drawings import drawing, packed
from tests.tiny_encoder import make_wheels, packaging_module

BODIES = (
    "A quiet room by the lake, ring 06 39 98 00 01",
    "A quiet room by the lake, write to rosa@example.org",
    "Night work on a boat, telegram: rosa_99",
    "Bread and a house, https://shop.example.org/bread/fresh",
    "A ride at night, call 06.39.98.00.01 or @rosa_99",
    "IBAN FR76 3000 6000 0112 3456 7890 189 for the boat",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    manifest, wheels = make_wheels(root)
    packaging_module("models").build(root / "tiny", manifest=manifest, wheels=wheels)
    return root / "tiny"


def fill(case: Case, bodies: Sequence[str] = BODIES) -> list[int]:
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(place=f"row {n}", source_id=str(n), body=text) for n, text in enumerate(bodies)
    ]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    read = read_texts((("FR",), ads.get_many(case, numbers)))
    mentions.replace(case, {ad: found for ad, found, _, _ in read}, EXTRACT)
    return numbers


@pytest.fixture
def filled(case: Case, model: Path) -> list[int]:
    """Six ads; the second nearly repeats the first."""
    numbers = fill(case)
    groups = {ad: ad for ad in numbers} | {numbers[1]: numbers[0]}
    text_groups.put(case, groups)
    run(relate_meaning(case, Links(text_group=groups), ModelChoices(model, LinkOptions())))
    return numbers


def ask(case: Case, model: Path, **asked: object) -> Answer:
    return Searcher(case, model).ask(Question(**asked))  # type: ignore[arg-type]


def found(answer: Answer) -> list[int]:
    return [hit.ad for hit in answer.hits]


def test_nearness_is_that_of_comparing_every_text(
    case: Case, model: Path, filled: list[int]
) -> None:
    meanings = searching_meaning.load(case, model)
    vector = meanings.question("night boat")
    stored = dict(fingerprints.get_all(case, meanings.encoder.stamp))
    texts = sorted(stored)
    rows = np.stack([np.frombuffer(stored[ad], np.float16).astype(np.float64) for ad in texts])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    placed = centre(rows, ["?"] * len(texts))
    truth = {
        ad: sum(float(a) * float(b) for a, b in zip(row, vector, strict=True))
        for ad, row in zip(texts, placed, strict=True)
    }
    near = meanings.near(vector, least=-1)
    assert [ad for ad, _ in near] == sorted(texts, key=lambda ad: -truth[ad])
    assert dict(near) == pytest.approx(truth, abs=1e-4)


def test_every_ad_of_a_group_answers_through_its_text(
    case: Case, model: Path, filled: list[int]
) -> None:
    answer = ask(case, model, meaning=BODIES[0])
    first, second = answer.hits[:2]
    assert [first.ad, second.ad] == filled[:2]
    assert first.score == second.score
    assert [hit.grounds[0].detail["by"] for hit in (first, second)] == [None, filled[0]]
    assert len(found(answer)) == len(set(found(answer)))
    only_second = ask(case, model, meaning=BODIES[0], only=Filter(ids=(filled[1],)))
    assert found(only_second) == [filled[1]]
    assert len(ask(case, model, meaning=BODIES[0], limit=1).hits) == 1


def test_an_ad_without_a_text_is_not_waited_for(
    case: Case, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = fill(case, [*BODIES, " \n", "one that came later"])
    groups = {ad: ad for ad in numbers[:-1]}
    text_groups.put(case, groups)
    run(relate_meaning(case, Links(text_group=groups), ModelChoices(model, LinkOptions())))
    left = len(numbers) - len(searching_meaning.load(case, model).texts)
    assert (left, searching_meaning.load(case, model).without) == (2, 1)
    monkeypatch.setattr(searching_meaning, "_LOOKED_AT", 1)
    assert searching_meaning.load(case, model).without == 2


def test_halves_are_as_good(
    case: Case, model: Path, filled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = found(ask(case, model, meaning="a boat at night"))
    monkeypatch.setattr(searching_meaning, "_HELD_WHOLE", 0)
    monkeypatch.setattr(searching_meaning, "_PIECE", 2)
    assert searching_meaning.load(case, model).vectors.dtype == np.float16
    assert found(ask(case, model, meaning="a boat at night")) == whole


def test_without_vectors_a_search_by_meaning_says_so(case: Case, model: Path) -> None:
    numbers = fill(case)
    with pytest.raises(BadInputError, match="search_no_vectors"):
        ask(case, model, meaning="boat")
    like = ask(case, model, like=numbers[0])
    assert like.notes == (("without_meaning_search_no_vectors", 1),)
    with pytest.raises(BadInputError, match="model_missing"):
        ask(case, model / "none", meaning="boat")


def test_damaged_vectors_are_left_out_and_made_again(
    case: Case, model: Path, filled: list[int]
) -> None:
    stamp = text_embedding.load(model).stamp
    nothing = np.full(64, np.nan, np.float16).tobytes()
    (size,) = {len(value) for value in fingerprints.get_many(case, stamp, filled).values()}
    fingerprints.put(case, stamp, {filled[2]: b"short", filled[3]: nothing[:2] * (size // 2)})
    answer = ask(case, model, meaning="boat")
    assert ("vectors_damaged", 2) in answer.notes
    assert not {filled[2], filled[3]} & set(found(answer))
    assert not {filled[2], filled[3]} & fingerprints.held(case, stamp)
    groups = text_groups.of_all(case)
    assert (
        run(relate_meaning(case, Links(text_group=groups), ModelChoices(model, LinkOptions()))) == 2
    )
    assert {filled[2], filled[3]} <= fingerprints.held(case, stamp)
    assert not ask(case, model, meaning=BODIES[2]).notes


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("+33 6 39 98 00 01", {0, 4}),
        ("0639980001", {0, 4}),
        ("9980001", {0, 4}),
        ("ROSA@example.org", {1}),
        ("rosa (at) example dot org", {1}),
        ("@rosa_99", {2, 4}),
        ("t.me/rosa_99", {2, 4}),
        ("Rosa_99", {2, 4}),
        ("http://www.shop.example.org/bread/fresh", {3}),
        ("shop.example.org", {3}),
        ("shop.example.org/bre", set()),
        ("FR7630006000011234567890189", {5}),
        ("nothing of the kind", set()),
        ("", set()),
    ],
)
def test_a_contact_is_found_however_it_is_written(
    case: Case, model: Path, filled: list[int], typed: str, places: set[int]
) -> None:
    answer = ask(case, model, contacts=(typed,))
    assert set(found(answer)) == {filled[n] for n in places}
    if places and len(typed) > 8 and " of " not in typed:
        assert set(found(ask(case, model, words=typed))) >= {filled[n] for n in places}


def test_ways_are_joined_by_and(case: Case, model: Path, filled: list[int]) -> None:
    night = ask(case, model, words="night", contacts=("rosa_99",))
    assert set(found(night)) == {filled[2], filled[4]}
    both = ask(case, model, words="quiet", meaning=BODIES[0])
    assert set(found(both)) == set(filled[:2])
    assert {ground.kind for hit in both.hits for ground in hit.grounds} == {"words", "meaning"}
    assert found(ask(case, model, only=Filter(words=("boat",)))) == [filled[2], filled[5]]
    assert found(ask(case, model, words="boat", only=Filter(ids=(filled[5],)))) == [filled[5]]


def test_ways_weigh_the_same() -> None:
    one: Found = {1: Hit(1, 100.0), 2: Hit(2, 90.0), 3: Hit(3, 5.0)}
    other: Found = {1: Hit(1, 0.1), 2: Hit(2, 0.2)}
    assert {ad: round(hit.score, 3) for ad, hit in in_all([one, other]).items()} == {1: 1.5, 2: 1.9}


def test_more_like_an_ad_says_each_ground(case: Case, model: Path, filled: list[int]) -> None:
    answer = ask(case, model, like=filled[0])
    kinds = {hit.ad: {ground.kind for ground in hit.grounds} for hit in answer.hits}
    assert filled[0] not in kinds
    assert "near_text" in kinds[filled[1]]
    assert kinds[filled[4]] >= {"contact"}
    with pytest.raises(BadInputError, match="id_unknown"):
        ask(case, model, like=999)


def test_what_very_many_share_says_nothing(case: Case, model: Path, filled: list[int]) -> None:
    value = next(
        v for k, v in mentions.carried(case, [filled[0]], list(MentionKind)) if k == "phone"
    )
    pairs.put_hub(case, ReasonKind.PHONE, value, Hub(ReasonKind.PHONE, value, 2, 99, "many_groups"))
    answer = ask(case, model, like=filled[0])
    assert not any(ground.kind == "contact" for hit in answer.hits for ground in hit.grounds)


@pytest.fixture
def pictured(case: Case) -> list[int]:
    """Ads that show: a drawing; the same in other bytes; its middle; another drawing; two of it."""
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", body=f"Ad {n}", images=(ImageRef("a"),)) for n in range(5)]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    one = drawing(1)
    shown = (one, one.resize((320, 240)), one.crop((60, 60, 560, 420)), drawing(2), one)
    for ad, picture in zip(numbers, shown, strict=True):
        images.put(case, ad, 0, "a", packed(picture))
    run(hash_pictures(case))
    return numbers


def test_a_picture_is_found_saved_anew_cut_and_mirrored(
    case: Case, model: Path, pictured: list[int]
) -> None:
    same = ask(case, model, picture=packed(drawing(1)))
    assert set(found(same)) == {pictured[n] for n in (0, 1, 2, 4)}
    assert [hit.grounds[0].kind for hit in same.hits] == [
        "same_file",
        "same_file",
        *["near_image"] * 2,
    ]
    mirrored = ask(case, model, picture=packed(ImageOps.mirror(drawing(1))))
    assert set(found(mirrored)) >= {pictured[n] for n in (0, 1, 4)}
    assert str(mirrored.hits[0].grounds[0].detail["variant"]).startswith("mirrored")
    piece = ask(case, model, picture=packed(drawing(1).crop((0, 100, 480, 480))))
    assert set(found(piece)) >= {pictured[0], pictured[4]}
    assert pictured[3] not in found(piece)
    assert found(ask(case, model, picture=packed(drawing(3)))) == []
    like = ask(case, model, like=pictured[0])
    assert set(found(like)) >= {pictured[n] for n in (1, 4)}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_broken"),
        (b"no picture", "image_format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image_"),
    ],
)
def test_what_is_no_picture_is_refused(case: Case, model: Path, data: bytes, code: str) -> None:
    with pytest.raises(BadInputError, match=code):
        ask(case, model, picture=data)


def test_protected_pictures_never_answer(case: Case, model: Path, pictured: list[int]) -> None:
    searcher = Searcher(case, model)
    data = packed(drawing(1))
    assert pictured[0] in found(searcher.ask(Question(picture=data)))
    sealing.seal(case, [pictured[0]], code="analyst", indicator="x", by="y")
    with pytest.raises(RefusedError, match="picture_protected"):
        searcher.ask(Question(picture=data))
    again = searcher.ask(Question(picture=packed(drawing(1).resize((300, 220)))))
    assert not {pictured[0], pictured[4]} & set(found(again))


@pytest.mark.parametrize("kind", ["sha256", "pdq"])
def test_a_picture_of_a_list_is_refused(case: Case, model: Path, kind: str) -> None:
    data = packed(drawing(5))
    wanted = searching_pictures.read(case, data)
    value = wanted.pdq if kind == "pdq" else hashlib.sha256(data).digest()
    known_hashes.add(case, "list", "0" * 64, [(kind, value)], distance=31)
    with pytest.raises(RefusedError, match="picture_protected"):
        ask(case, model, picture=data)


def test_a_searcher_knows_when_the_case_changed(case: Case, model: Path, filled: list[int]) -> None:
    searcher = Searcher(case, model)
    assert filled[0] in found(searcher.ask(Question(meaning=BODIES[0])))
    kept = searcher.meanings()
    assert searcher.meanings() is kept
    purge.purge_ads(case, [filled[0]], reason="asked", by="x")
    assert filled[0] not in found(searcher.ask(Question(meaning=BODIES[0])))
    assert filled[0] not in found(searcher.ask(Question(words="quiet")))


def test_a_search_child_beside_the_window_lets_a_purge_finish(
    case: Case, model: Path, filled: list[int]
) -> None:
    with open_case(case.path, secret=Passphrase("herons"), mode="shared") as beside:
        searcher = Searcher(beside, model)
        for asked in (
            Question(words="boat"),
            Question(meaning=BODIES[2]),
            Question(like=filled[2]),
            Question(contacts=("rosa_99",)),
            Question(only=Filter(words=("boat",))),
        ):
            hits = found(searcher.ask(asked))
            assert filled[2] in hits or asked.like or asked.meaning
        purge.purge_ads(case, [filled[2]], reason="asked", by="x")
        for asked in (Question(words="boat"), Question(meaning=BODIES[2])):
            assert filled[2] not in found(searcher.ask(asked))
