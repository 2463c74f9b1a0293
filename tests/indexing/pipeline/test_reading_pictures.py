# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in pictures is read once a picture, where wanted, and links like text of the ad."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from indexing.engine.local import LocalEngine
from indexing.errors import BadInputError
from indexing.pipeline import reading_pictures
from indexing.pipeline.indexing import IndexChoices, index
from indexing.progress import run
from indexing.records import AdRecord, PictureLine
from indexing.sandbox.child import WorkerDiedError
from indexing.sandbox.reader import PictureReader
from indexing.store import (
    ads,
    audit,
    clusters,
    further_texts,
    images,
    mentions,
    picture_texts,
    sources,
)
from indexing.store.case import Case

LAMP = "A green desk lamp with a brass foot, used for two winters, works well. Call 06 39 98 12 34"
SHELF = "Oak shelf in four parts, to be fetched on a Saturday morning, stairs without a lift here."
CHAIR = "Rocking chair with a woven seat, light scratches on one arm, price by agreement, evenings."
NUMBER = "06 39 98 12 34"


def picture(words: str, seed: int = 1) -> bytes:
    """A sheet of coloured bands with words on a plate, as a PNG."""
    made = Image.new("RGB", (640, 480), (90, 120, 140))
    pen = ImageDraw.Draw(made)
    for band in range(6):
        tone = 60 + (band * 37 + seed * 53) % 150
        pen.rectangle((0, band * 80, 640, band * 80 + 40), fill=(tone, 200 - tone, 90))
    if words:
        pen.rectangle((40, 180, 600, 260), fill=(250, 250, 250))
        pen.text((60, 190), words, (10, 10, 10), ImageFont.load_default(48))
    stream = io.BytesIO()
    made.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def choices(tmp_path: Path) -> IndexChoices:
    return IndexChoices(engine=LocalEngine(1), model=tmp_path / "no-model")


@pytest.fixture
def filled(case: Case) -> Case:
    """A number in the text of ad 1, on the second picture of ad 2, and nowhere in ad 3."""
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", body=body) for n, body in enumerate((LAMP, SHELF, CHAIR), 2)]
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())
    images.put(case, 2, 0, "plain.png", picture("", 2))
    images.put(case, 2, 1, "called.png", picture(NUMBER))
    images.put(case, 3, 0, "plain.png", picture("", 3))
    return case


def groups(case: Case) -> set[frozenset[int]]:
    return {frozenset(row.ads) for row in clusters.iterate(case)}


APART = {frozenset({1}), frozenset({2}), frozenset({3})}
TOGETHER = {frozenset({1, 2}), frozenset({3})}


def stage(report: object) -> int | None:
    stages = {one.name: one.done for one in report.stages}  # type: ignore[attr-defined]
    return stages.get(reading_pictures.STAGE)


def test_a_number_on_a_picture_links_where_reading_is_wanted(
    filled: Case, choices: IndexChoices
) -> None:
    assert stage(run(index(filled, choices))) is None
    assert groups(filled) == APART
    picture_texts.want(filled, True)
    report = run(index(filled, choices))
    assert stage(report) == 3
    assert groups(filled) == TOGETHER
    assert report.pictures_unread == 0
    (said,) = [one for one in mentions.of_ad(filled, 2) if one.field == "picture 2"]
    (told,) = further_texts.of_ad(filled, 2)
    assert said.value == "+33639981234"
    assert told.text[said.start : said.end] == said.raw == NUMBER
    (line,) = dict(picture_texts.of_ad(filled, 2))[1].lines
    left, top, right, bottom = (
        line.line.box[0],
        line.line.box[1],
        line.line.box[4],
        line.line.box[5],
    )
    assert 50 < left < 120
    assert 330 < top < 430
    assert 600 < right < 800
    assert 480 < bottom < 560


def test_each_picture_is_read_once(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture_texts.want(filled, True)
    run(index(filled, choices))
    monkeypatch.setattr(PictureReader, "read_many", forbidden)
    assert stage(run(index(filled, choices))) == 0
    assert groups(filled) == TOGETHER


def forbidden(*_: object) -> None:
    raise AssertionError("read again")


def test_a_new_ad_with_a_known_picture_links_by_what_was_read(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture_texts.want(filled, True)
    run(index(filled, choices))
    source = sources.begin(filled, "later.csv", "1" * 64, "csv", "utf-8", {})
    bench = AdRecord(place="row 2", body="Bench for a garden, larch, two metres, some moss on it.")
    ads.add_batch(filled, source, [bench], seen=ads.SeenCounts())
    images.put(filled, 4, 0, "again.png", picture(NUMBER))
    monkeypatch.setattr(PictureReader, "read_many", forbidden)
    picture_texts.want(filled, False)  # what was read stays of use
    run(index(filled, choices))
    assert "picture 1" in {one.field for one in mentions.of_ad(filled, 4)}
    assert groups(filled) == {frozenset({1, 2, 4}), frozenset({3})}


Lines = tuple[PictureLine, ...]


class Pretended(PictureReader):
    """A reader without a worker that finds the same line everywhere, and fails on one picture."""

    fails = -1
    stops = -1

    def require(self) -> None:
        return

    def read_many(  # type: ignore[override]
        self, items: Iterable[tuple[object, bytes]]
    ) -> Iterator[tuple[object, Lines | BadInputError]]:
        for number, (key, _data) in enumerate(items):
            if number == self.stops:
                raise KeyboardInterrupt
            if number == self.fails:
                yield key, BadInputError("image_limits")
            else:
                yield key, (PictureLine(NUMBER, 0.9, (0, 0, 900, 0, 900, 90, 0, 90)),)


def test_a_picture_that_fails_is_told_and_the_rest_go_on(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pretended, "fails", 1)
    monkeypatch.setattr(reading_pictures, "PictureReader", Pretended)
    picture_texts.want(filled, True)
    report = run(index(filled, choices))
    assert (stage(report), report.pictures_unread) == (3, 1)
    assert picture_texts.counts(filled) == (3, 2, 1)
    assert run(index(filled, choices)).pictures_unread == 1


def test_a_stopped_reading_goes_on_where_it_was(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_pictures, "_BATCH", 1)
    monkeypatch.setattr(reading_pictures, "PictureReader", Pretended)
    monkeypatch.setattr(Pretended, "stops", 2)
    picture_texts.want(filled, True)
    with pytest.raises(KeyboardInterrupt):
        run(index(filled, choices))
    assert picture_texts.counts(filled)[0] == 2
    monkeypatch.setattr(Pretended, "stops", -1)
    report = run(index(filled, choices))
    assert stage(report) == 1
    assert groups(filled) == {frozenset({1, 2, 3})}


def test_without_the_reader_all_else_stands(
    filled: Case, choices: IndexChoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object) -> None:
        raise WorkerDiedError(limit=False)

    monkeypatch.setattr(PictureReader, "_child", dead)
    picture_texts.want(filled, True)
    report = run(index(filled, choices))
    (left_out,) = [one.left_out for one in report.stages if one.name == reading_pictures.STAGE]
    assert left_out is not None
    assert left_out.code == "reader_missing"
    assert groups(filled) == APART


def test_switching_is_remembered_and_logged(filled: Case) -> None:
    assert not picture_texts.is_wanted(filled)
    picture_texts.want(filled, True)
    picture_texts.want(filled, True)
    assert picture_texts.is_wanted(filled)
    assert sum("picture_reading_on" in line for line in audit.lines(filled)) == 1
