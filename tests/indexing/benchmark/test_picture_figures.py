# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of pictures: every transform has its kind, and a few pictures give every figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.benchmark import baselines, picture_figures
from indexing.benchmark.drawn import drawn
from indexing.benchmark.transforms import TRANSFORMS


def test_every_transform_is_of_one_kind() -> None:
    named = [change for _, changes in picture_figures.GROUPS.values() for change in changes]
    assert sorted(named) == sorted(TRANSFORMS)


def test_two_files_of_one_photo_are_no_false_link(tmp_path: Path) -> None:
    for name, seed, quality in (("a", 1, 90), ("b", 1, 30), ("c", 2, 90)):
        data = picture_figures.jpeg(drawn(seed, 300, 400), quality)
        (tmp_path / f"{name}.jpg").write_bytes(data)
    figure = picture_figures.false_links(sorted(tmp_path.iterdir()))
    assert (figure.value, figure.met, figure.detail["links"]) == (0, True, 1)


def test_without_the_library_no_cost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "missing", lambda _library: True)
    told = list(picture_figures.cost_figures([drawn(1, 300, 400)]))
    assert len(told) == 2
    assert all(figure.detail == {"missing": "pdqhash"} and not figure.met for figure in told)


def test_every_figure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"mirror", "crop25", "crop40", "rot5", "collage4"}
    monkeypatch.setattr(
        picture_figures, "TRANSFORMS", {name: TRANSFORMS[name] for name in sorted(few)}
    )
    monkeypatch.setattr(
        picture_figures,
        "GROUPS",
        {
            kind: (goal, tuple(few & set(changes)))
            for kind, (goal, changes) in picture_figures.GROUPS.items()
        },
    )
    monkeypatch.setattr(picture_figures, "ROUNDS", 1)
    found = {figure.name: figure for figure in picture_figures.figures(4, 1)}
    assert len(found) == 9
    recalls = [figure for name, figure in found.items() if name.startswith("pictures, drawn: ")]
    assert all(figure.met for figure in recalls)
    assert found["photos taken for text"].met
