# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of pictures in the case: kept once, told to every ad that shows it, gone with the last."""

from __future__ import annotations

import pytest

from indexing.records import (
    ImageFingerprint,
    ImageStatus,
    Mention,
    MentionKind,
    PictureLine,
    Stamp,
)
from indexing.store import (
    erasure,
    further_texts,
    images,
    mentions,
    picture_texts,
    protected,
    purge,
)
from indexing.store.case import Case
from indexing.store.further import unread
from indexing.store.picture_texts import PictureText, ReadLine
from tests.indexing.store.filled import fill

READ = Stamp("picture_text", "1")
BOX = (10, 20, 900, 25, 900, 90, 10, 85)
TEXT = "Zwqhedgehogs wanted\nring 06 39 98 77 01"


def text_of(sha256: str, text: str = TEXT) -> PictureText:
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append(ReadLine(PictureLine(line, 0.875, BOX), start, start + len(line)))
        start += len(line) + 1
    return PictureText(sha256, text, tuple(lines))


@pytest.fixture
def filled(case: Case) -> Case:
    """Six ads, a picture each; the last two show one. All are decoded."""
    for ad in fill(case):
        (shown,) = images.of_ad(case, ad)
        images.set_fingerprint(case, ImageFingerprint(shown.sha256, 60, 40, ImageStatus.OK))
    return case


def shown_by(case: Case, ad: int) -> str:
    return images.of_ad(case, ad)[0].sha256


def test_what_is_put_is_given_back(filled: Case) -> None:
    sha256 = shown_by(filled, 1)
    picture_texts.put(filled, text_of(sha256), READ)
    assert picture_texts.of_picture(filled, sha256) == text_of(sha256)
    assert picture_texts.of_ad(filled, 1) == [(0, text_of(sha256))]
    assert picture_texts.of_ad(filled, 2) == []


def test_every_ad_that_shows_it_has_the_text_to_read(filled: Case) -> None:
    picture_texts.put(filled, text_of(shown_by(filled, 6)), READ)
    assert list(unread(filled)) == [[(5, ["picture 1"]), (6, ["picture 1"])]]
    (told,) = further_texts.of_ad(filled, 5)
    assert (told.name, told.field, told.text, told.read_as) == (
        "picture 1", "picture 1", TEXT, "body",
    )  # fmt: skip


def test_nothing_is_told_of_pictures_without_text(filled: Case) -> None:
    picture_texts.put(filled, PictureText(shown_by(filled, 1), ""), READ)
    picture_texts.put(filled, PictureText(shown_by(filled, 2), "", code="image_limits"), READ)
    assert list(unread(filled)) == []
    assert picture_texts.counts(filled) == (2, 0, 1)


def test_only_decoded_pictures_that_an_ad_shows_are_to_be_read(filled: Case) -> None:
    assert len(picture_texts.todo(filled, READ)) == 5
    picture_texts.put(filled, text_of(shown_by(filled, 1)), READ)
    broken = ImageFingerprint(shown_by(filled, 2), 0, 0, ImageStatus.REJECTED, code="image_broken")
    images.set_fingerprint(filled, broken)
    with filled.transaction() as db:  # as where a picture is held back of an ad
        db.execute("UPDATE ad_images SET sha256 = NULL WHERE ad = 3")
    todo = picture_texts.todo(filled, READ)
    assert [one[0] for one in todo] == sorted(shown_by(filled, ad) for ad in (4, 5))
    assert todo[0][1:] == (60, 40)
    assert len(picture_texts.todo(filled, Stamp("picture_text", "2"))) == 3


def test_an_ad_that_comes_later_is_told_too(filled: Case) -> None:
    picture_texts.put(filled, text_of(shown_by(filled, 1)), READ)
    images.put(filled, 2, 1, "again.png", b"drawing 0")
    picture_texts.announce_known(filled)
    picture_texts.announce_known(filled)
    assert list(unread(filled)) == [[(1, ["picture 1"]), (2, ["picture 2"])]]


def test_a_picture_that_is_held_back_says_nothing_more(filled: Case) -> None:
    picture_texts.put(filled, text_of(shown_by(filled, 5)), READ)
    phone = Mention(MentionKind.PHONE, "+33639987701", "06 39 98 77 01", "picture 1", 24, 38)
    with filled.transaction():
        for ad in (5, 6):
            mentions.replace_further(filled, ad, {"picture 1": [phone]})
        protected.hold_back(filled, 5, 0, shown_by(filled, 5))
    assert further_texts.of_ad(filled, 5) == []
    assert "picture 1" not in {one.field for one in mentions.of_ad(filled, 5)}
    assert phone in mentions.of_ad(filled, 6)


def test_the_text_goes_with_the_last_ad_that_shows_the_picture(filled: Case) -> None:
    picture_texts.put(filled, text_of(shown_by(filled, 5)), READ)
    first = purge.purge_ads(filled, [5], reason="asked", by="one")
    assert first["rows"]["picture_texts"] == 0  # type: ignore[index]
    assert picture_texts.of_ad(filled, 6)
    last = purge.purge_ads(filled, [6], reason="asked", by="one")
    assert last["rows"]["picture_texts"] == 1  # type: ignore[index]
    assert picture_texts.counts(filled)[0] == 0
    assert not any(b"hedgehogs" in page for page in erasure.pages(filled))


def test_the_proof_of_a_purge_looks_for_words_of_pictures(
    filled: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[bytes] = []

    def searched(_case: Case, needles: tuple[bytes, ...]) -> tuple[set[bytes], int]:
        sought.extend(needles)
        return set(), 1

    picture_texts.put(filled, text_of(shown_by(filled, 1)), READ)
    monkeypatch.setattr(erasure, "search_pages", searched)
    purge.purge_ads(filled, [1], reason="asked", by="one")
    assert b"Zwqhedgehogs" in sought
