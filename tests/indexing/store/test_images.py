# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures are kept once, encrypted, and not lost by a later pass without them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from indexing.records import ImageFingerprint, ImageStatus, PicturePart
from indexing.store import images
from indexing.store.case import Case
from tests.indexing.store import rows

DATA = b"not really a picture"
SHA = hashlib.sha256(DATA).hexdigest()


def test_bytes_are_kept_once_for_all_ads(case: Case) -> None:
    one, two = rows.fill(case, [rows.ad(2, images=["a", "b"]), rows.ad(3, images=["c"])])
    assert images.put(case, one, 0, "a", DATA) == SHA
    assert images.put(case, two, 0, "c", DATA) == SHA
    assert images.put(case, one, 1, "b", None) is None
    assert images.ads_by_image(case) == {SHA: [one, two]}
    assert images.read(case, SHA) == DATA
    assert [image.status for image in images.of_ad(case, one)] == [
        ImageStatus.FOUND,
        ImageStatus.MISSING,
    ]
    assert images.without_file(case, [one, two]) == {(one, 1)}


def test_a_later_pass_without_pictures_loses_none(case: Case) -> None:
    (ad,) = rows.fill(case, [rows.ad(2, images=["a"])])
    images.put(case, ad, 0, "a", None)
    images.put(case, ad, 0, "a", DATA)
    images.put(case, ad, 0, "a", None)
    assert images.of_ad(case, ad)[0].sha256 == SHA


def test_too_large_a_file_is_refused(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_IMAGE_BYTES", 3)
    (ad,) = rows.fill(case, [rows.ad(2, images=["a"])])
    assert images.put(case, ad, 0, "a", DATA) is None
    assert images.of_ad(case, ad)[0].status == ImageStatus.REJECTED


def test_a_decoded_picture_is_no_longer_pending(case: Case) -> None:
    (ad,) = rows.fill(case, [rows.ad(2, images=["a"])])
    images.put(case, ad, 0, "a", DATA)
    assert list(images.pending(case)) == [SHA]
    part = PicturePart("panel", (0, 10, 1000, 990), b"q" * 32, b"e" * 32, 70)
    found = ImageFingerprint(SHA, 4, 3, ImageStatus.OK, b"p" * 32, 80, b"d" * 32, parts=(part,))
    images.set_fingerprint(case, found)
    assert list(images.pending(case)) == []
    assert list(images.fingerprints(case)) == [found]
    assert images.thumbnail(case, SHA) is None
    images.put_thumbnail(case, SHA, b"small")
    assert images.thumbnail(case, SHA) == b"small"
    stored = images.of_ad(case, ad)[0]
    assert (stored.width, stored.height, stored.has_thumbnail) == (4, 3, True)
    images.reset(case)
    assert list(images.pending(case)) == [SHA]


def test_local_features_are_kept_apart_and_go_with_the_next_hashes(case: Case) -> None:
    (ad,) = rows.fill(case, [rows.ad(2, images=["a"])])
    images.put(case, ad, 0, "a", DATA)
    found = ImageFingerprint(SHA, 4, 3, ImageStatus.OK, features=b"corners")
    images.set_fingerprint(case, found)
    assert list(images.features(case, [SHA, "0" * 64])) == [(SHA, b"corners")]
    assert [one.features for one in images.fingerprints(case)] == [b""]
    images.set_fingerprint(case, replace(found, features=b""))
    assert list(images.features(case, [SHA])) == []


def test_pictures_nobody_shows_are_found(case: Case) -> None:
    (ad,) = rows.fill(case, [rows.ad(2, images=["a"])])
    images.put(case, ad, 0, "a", DATA)
    assert images.unused(case) == []
    with case.transaction() as db:
        db.execute("DELETE FROM ads WHERE id = ?", [ad])
    assert images.unused(case) == [SHA]
