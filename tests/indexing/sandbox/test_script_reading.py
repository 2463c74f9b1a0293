# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines in Cyrillic and Arabic are read a second time where Tesseract is there, else left."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import util
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from indexing.sandbox import script_reading, text_reading
from indexing.sandbox.reader import PictureReader
from indexing.sandbox.text_reading import TextReader
from tests.indexing.sandbox.drawings import packed

CYRILLIC = "Продам велосипед"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Language files for two languages, and a package that can be found."""
    for name in ("rus", "ara", "eng"):
        (tmp_path / f"{name}.traineddata").touch()
    monkeypatch.setattr(script_reading, "folder", lambda: tmp_path)
    monkeypatch.setattr(util, "find_spec", lambda _name: object())
    return tmp_path


def test_languages_are_those_whose_files_are_there(files: Path) -> None:
    assert script_reading.languages() == ("rus", "ara")


def test_without_package_or_files_there_is_no_second_reading(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_reading, "folder", lambda: None)
    assert script_reading.languages() == ()
    monkeypatch.setattr(script_reading, "folder", lambda: files)
    monkeypatch.setattr(util, "find_spec", lambda _name: None)
    assert script_reading.languages() == ()


def test_a_second_reader_makes_it_another_method(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_both = text_reading.stamp()
    monkeypatch.setattr(script_reading, "folder", lambda: None)
    alone = text_reading.stamp()
    assert with_both.kind == alone.kind
    assert with_both.version == f"{alone.version}+rus,ara"


class Pretended:
    """Reads the same in every line and counts how often it is asked."""

    asked = 0

    def read(self, line: NDArray[np.uint8]) -> tuple[str, float]:
        self.asked += 1
        assert line.ndim == 3
        return CYRILLIC, 0.9


@pytest.fixture(scope="module")
def reader() -> Iterator[TextReader]:
    import sys

    before = sys.modules.get("requests")
    yield TextReader()
    if before is None:
        sys.modules.pop("requests", None)
    else:
        sys.modules["requests"] = before


def sheet(*lines: str) -> NDArray[np.uint8]:
    picture = Image.new("RGB", (700, 400), (240, 240, 235))
    pen = ImageDraw.Draw(picture)
    for place, words in enumerate(lines):
        pen.text((40, 60 + 120 * place), words, (20, 20, 60), ImageFont.load_default(44))
    return np.asarray(picture)


def test_only_what_was_not_read_is_read_again(
    reader: TextReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Pretended()
    monkeypatch.setattr(reader, "_scripts", second)
    assert [one.text for one in reader.read(sheet("Garden help", "06 39 98 40 17"))] == [
        "Garden help", "06 39 98 40 17",
    ]  # fmt: skip
    assert second.asked == 0
    monkeypatch.setattr(text_reading, "_LEAST_SCORE", 0.9)
    monkeypatch.setattr(reader._read, "recognize_txt", nothing)
    assert {one.text for one in reader.read(sheet("one", "two"))} == {CYRILLIC}
    assert second.asked == 2


def nothing(lines: list[object]) -> object:
    class Read:
        txts = tuple("" for _ in lines)
        scores = tuple(0.0 for _ in lines)

    return Read()


@pytest.mark.parametrize(
    ("script", "text", "holds"),
    [
        ("CYRILLIC", CYRILLIC, True),
        ("CYRILLIC", "Garden help", False),
        ("CYRILLIC", "Тел 06", True),
        ("CYRILLIC", "да", False),
        ("ARABIC", "غرفة للإيجار", True),
        ("ARABIC", CYRILLIC, False),
    ],
)
def test_a_reading_must_be_of_its_script(script: str, text: str, holds: bool) -> None:
    assert script_reading._is_of(script, text) is holds


def test_cyrillic_is_read_where_tesseract_is_there() -> None:
    pytest.importorskip("tesserocr")
    if not {"rus", "ukr"} & set(script_reading.languages()):
        pytest.skip("no language files")
    font = next(
        (name for name in ("DejaVuSans-Bold.ttf", "Arial.ttf") if _has(name)),
        None,
    )
    if font is None:
        pytest.skip("no font with Cyrillic letters")
    picture = Image.new("RGB", (800, 300), (235, 232, 225))
    where = (60, 100)
    ImageDraw.Draw(picture).text(where, CYRILLIC, (20, 20, 60), ImageFont.truetype(font, 44))
    with PictureReader() as confined:
        assert [one.text for one in confined.read(packed(picture))] == [CYRILLIC]


def _has(font: str) -> bool:
    try:
        ImageFont.truetype(font, 20)
    except OSError:
        return False
    return True
