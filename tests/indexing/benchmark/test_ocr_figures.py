# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of text in pictures: every figure is told, and drawn numbers are those of fiction."""

from __future__ import annotations

import re

import pytest

from indexing.benchmark import ocr_figures
from indexing.benchmark.drawn_numbers import number_picture
from indexing.errors import BadInputError
from indexing.sandbox.reader import PictureReader

FICTION = re.compile(r"\+33(?:63998|19900)\d{4}|\+120255501\d\d|\+447700900\d{3}")


def test_drawn_numbers_are_of_fiction_and_drawn_alike_again() -> None:
    made = [number_picture(seed) for seed in range(12)]
    assert all(FICTION.fullmatch(one.number) for one in made)
    assert len({one.style for one in made}) > 2
    assert number_picture(3).data == made[3].data
    digits = re.sub(r"\D", "", made[0].words)
    assert digits.lstrip("0")[-8:] == made[0].number[-8:]


def test_every_figure_is_told() -> None:
    found = {figure.name: figure for figure in ocr_figures.figures(3, 5)}
    assert list(found) == [name for name, _goal, _least in ocr_figures.NAMES]
    assert 0 <= found["numbers on pictures read"].value <= 1
    assert found["numbers read where none is"].value == 0
    assert found["reading over decoding, CPU"].value > 1


def test_without_the_reader_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_self: PictureReader) -> None:
        raise BadInputError("reader_missing")

    monkeypatch.setattr(PictureReader, "require", missing)
    told = list(ocr_figures.figures(1, 1))
    assert len(told) == len(ocr_figures.NAMES)
    assert all(figure.detail == {"missing": "rapidocr"} and not figure.met for figure in told)
