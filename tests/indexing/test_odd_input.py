# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd ads and pictures on the whole road: nothing fails, nothing joins strangers, all is told."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from indexing.benchmark import mixed_road as road
from indexing.benchmark.drawn import drawn
from indexing.limits import MAX_TEXT_CHARACTERS
from indexing.pipeline.importing import ImportReport
from indexing.records import ImageStatus, ReasonKind
from indexing.store import ads, clusters, images, pairs
from indexing.store.case import Case

SITE_PHONE = "01 99 00 12 34"
PLAIN = 12
"""Ordinary ads that stand beside the odd ones."""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = road.new_case(tmp_path / "odd.faisceau")
    yield made
    made.close()


@pytest.fixture
def bring_in(case: Case, tmp_path: Path) -> Callable[..., ImportReport]:
    """Write bodies (and names of pictures) as CSV, import and index them."""

    def bring(
        bodies: Sequence[str], photos: Sequence[str] = (), pictures: Path | None = None
    ) -> ImportReport:
        path = tmp_path / "odd.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("id", "text", "photos"))
            for at, body in enumerate(bodies):
                rows.writerow((at, body, photos[at] if photos else ""))
        report = road.bring_in(case, path, pictures)
        road.indexed(case, tmp_path / "no-model")
        assert report.read == report.added + report.known + report.rejected
        return report

    return bring


def invented(rng: random.Random, words: int = 60) -> str:
    """A text that shares no word with any other but by chance."""
    return " ".join(
        "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(4, 9)))
        for _ in range(words)
    )


def plain_ads() -> list[str]:
    return [invented(random.Random(f"plain {at}")) for at in range(PLAIN)]


def sizes(case: Case) -> list[int]:
    """Sizes of all clusters, largest first; every ad is in exactly one."""
    found = [row.ads for row in clusters.iterate(case)]
    members = [ad for some in found for ad in some]
    assert sorted(members) == ads.ids(case)
    return sorted((len(some) for some in found), reverse=True)


ODD_TEXTS = {
    "nothing": "",
    "one letter": "x",
    "one word": "Piano",
    "figures": "1234567890 " * 40,
    "emoji": "🔥✨🎉" * 40,
    "emoji with joiners": "👩‍🌾👨‍👩‍👧🏳️‍🌈" * 30,
    "marks only": "\u0301\u0308\u0336" * 200,
    "spaces": " \t \u00a0 \u3000 ",
    "walls": "~*~*~ !!!! ===== " * 50,
    "right to left": "غرفة للإيجار في وسط المدينة ٣ غرف call 12 דירה להשכרה במרכז העיר שלוש חדרים",
    "turned about": "\u202eabc \u202dغرفة\u202c דירה\u2066 room \u2069 שלום мир " * 20,
    "control": "\x01\x02\x07 chair \x1b[31m table \x7f lamp",
    "not assigned": "\U0003fffd\ue000\ufdd0 " * 40,
    "one letter drawn out": "a" * 100_000,
    "no space": "".join(random.Random(3).choices("abcdefghij", k=50_000)),
    "many scripts": "комната 部屋 חדר غرفة ห้อง 방 कमरा δωμάτιο სახლი սենյակ room ክፍል " * 6,
}


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_an_odd_text_among_others(
    name: str, case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    report = bring_in([*plain_ads(), ODD_TEXTS[name]])
    assert report.rejected <= 1
    assert report.read == PLAIN + 1
    assert sizes(case) == [1] * report.added


def test_all_odd_texts_at_once(case: Case, bring_in: Callable[..., ImportReport]) -> None:
    report = bring_in([*ODD_TEXTS.values(), *plain_ads()])
    assert sizes(case) == [1] * report.added


@pytest.mark.parametrize("name", ["one word", "emoji", "figures", "walls", "marks only"])
def test_equal_texts_without_enough_letters_join_nobody(
    name: str, case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    bring_in([*plain_ads(), *[ODD_TEXTS[name]] * 40])
    assert max(sizes(case)) == 1


def test_the_longest_text_is_kept_and_a_longer_one_told(
    case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    long = (invented(random.Random(8), 300_000))[:MAX_TEXT_CHARACTERS]
    assert len(long) == MAX_TEXT_CHARACTERS
    report = bring_in([*plain_ads(), long, long[:-40] + "the same but for its end", long + "x"])
    assert (report.added, report.rejected) == (PLAIN + 2, 1)
    assert [reject.code for reject in report.rejects] == ["cell_too_long"]
    assert report.rejects[0].place == f"row {PLAIN + 4}"
    assert sizes(case) == [2, *[1] * PLAIN]


def check_identical(case: Case, bring_in: Callable[..., ImportReport], number: int) -> None:
    """They are one cluster, at the cost of one link each."""
    bring_in([*plain_ads(), *[invented(random.Random("the same"))] * number])
    assert sizes(case) == [number, *[1] * PLAIN]
    assert pairs.count(case) <= 2 * number
    duplicates = [row for row in ads.iterate(case) if row.duplicate_of is not None]
    assert len(duplicates) == number - 1


def test_many_identical_ads(case: Case, bring_in: Callable[..., ImportReport]) -> None:
    check_identical(case, bring_in, 3_000)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_a_hundred_thousand_identical_ads(
    case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    check_identical(case, bring_in, 100_000)


def check_site_phone(case: Case, bring_in: Callable[..., ImportReport], number: int) -> None:
    """The number is listed as a hub and joins nobody, and gives no link to store."""
    bring_in([f"{invented(random.Random(at))} Tel. {SITE_PHONE}" for at in range(number)])
    assert sizes(case) == [1] * number
    (hub,) = pairs.hubs(case)
    assert (hub.kind, hub.value, hub.ads) == (ReasonKind.PHONE, "+33199001234", number)
    assert hub.groups == number
    assert pairs.count(case) <= number // 10


def test_many_ads_with_the_phone_of_their_site(
    case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    check_site_phone(case, bring_in, 2_000)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_fifty_thousand_ads_with_the_phone_of_their_site(
    case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    check_site_phone(case, bring_in, 50_000)


def test_an_ad_full_of_numbers_joins_nobody(
    case: Case, bring_in: Callable[..., ImportReport]
) -> None:
    """A list of the numbers of others is not one advertiser's."""
    numbers = [f"06 39 98 {n // 100:02} {n % 100:02}" for n in range(60)]
    listed = "Numbers seen this week: " + ", ".join(numbers)
    bodies = [f"{invented(random.Random(n))} Tel. {number}" for n, number in enumerate(numbers)]
    bring_in([*bodies, listed])
    assert max(sizes(case)) == 1
    told = [reason for link in pairs.iterate(case) for reason in link.reasons]
    assert len(told) == len(numbers)
    assert {reason.detail["why"] for reason in told} == {"directory"}


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **how)
    return stream.getvalue()


def sixteen_bits(image: Image.Image) -> bytes:
    grey = image.convert("L").convert("I").point(lambda value: value * 257)
    return saved(grey.convert("I;16"), "PNG")


def odd_pictures() -> dict[str, bytes]:
    one = drawn(11, 320, 400)
    jpeg = saved(one, "JPEG")
    frames = [drawn(seed, 160, 200) for seed in (12, 13, 14)]
    animated = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80)
    return {
        "dot.png": saved(Image.new("RGB", (1, 1), (200, 30, 30)), "PNG"),
        "line.png": saved(Image.new("RGB", (2_000, 1), (200, 30, 30)), "PNG"),
        "colour.jpg": saved(Image.new("RGB", (640, 480), (90, 140, 60)), "JPEG"),
        "clear.png": saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"),
        "cut.jpg": jpeg[: len(jpeg) // 3],
        "head.jpg": jpeg[:20],
        "empty.jpg": b"",
        "text.jpg": b"this is no picture",
        "cmyk.jpg": saved(one.convert("CMYK"), "JPEG"),
        "deep.png": sixteen_bits(drawn(15, 320, 400)),
        "moving.gif": animated,
        "palette.png": saved(drawn(16, 320, 400).quantize(32), "PNG"),
        "grey.png": saved(drawn(17, 320, 400).convert("LA"), "PNG"),
        "bits.png": saved(drawn(18, 320, 400).convert("1"), "PNG"),
    }


UNUSABLE = frozenset(
    {"dot.png", "line.png", "colour.jpg", "clear.png", "head.jpg", "empty.jpg", "text.jpg"}
)
READABLE = frozenset({"cmyk.jpg", "deep.png", "moving.gif", "palette.png", "grey.png"})


def test_odd_pictures_join_by_what_they_show_or_not_at_all(
    case: Case, bring_in: Callable[..., ImportReport], tmp_path: Path
) -> None:
    """Two ads for every picture: those that show something link, the rest is told and held out."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    pictures = odd_pictures()
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
    photos = [name for name in pictures for _ in range(2)]
    bodies = [invented(random.Random(f"with picture {at}")) for at in range(len(photos))]
    report = bring_in(bodies, photos, folder)
    assert (report.added, report.rejected) == (len(photos), 0)
    assert report.images_found + report.images_missing + report.images_rejected == len(photos)
    status = {
        photos[row.ad - 1]: row.status for ad in ads.ids(case) for row in images.of_ad(case, ad)
    }
    for name in READABLE:
        assert status[name] is ImageStatus.OK, name
    for name in UNUSABLE:
        assert status[name] not in (ImageStatus.OK, ImageStatus.FOUND), name
    together = {
        frozenset(photos[ad - 1] for ad in row.ads)
        for row in clusters.iterate(case)
        if row.size > 1
    }
    assert all(len(names) == 1 for names in together), together
    joined = {name for names in together for name in names}
    assert joined >= READABLE
    assert not joined & UNUSABLE


@pytest.mark.parametrize("name", ["dot.png", "colour.jpg", "clear.png", "cut.jpg", "text.jpg"])
def test_a_picture_that_shows_nothing_in_many_ads(
    name: str, case: Case, bring_in: Callable[..., ImportReport], tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / name).write_bytes(odd_pictures()[name])
    bring_in([invented(random.Random(at)) for at in range(60)], [name] * 60, folder)
    assert Counter(sizes(case)) == {1: 60}
