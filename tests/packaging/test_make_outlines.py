# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines are cut at the date line and written as small steps."""

from __future__ import annotations

import json

import pytest

from tests.tiny_encoder import packaging_module

make_outlines = packaging_module("make_outlines")


def _walk(told: str) -> list[tuple[int, int]]:
    numbers = list(map(int, told.split()))
    x = y = 0
    found = []
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + east, y + north
        found.append((x, y))
    return found


def test_a_ring_over_the_date_line_becomes_two() -> None:
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0)]
    parts = make_outlines.cut(ring)
    assert len(parts) == 2
    boxes = sorted((min(x for x, _ in part), max(x for x, _ in part)) for part in parts)
    assert boxes == [(-180, -170), (170, 180)]


def test_a_ring_elsewhere_stays_as_it_is() -> None:
    ring = [(0.0, 0.0), (2.0, 0.0), (2.0, 1.0)]
    (part,) = make_outlines.cut(ring)
    assert set(part) == set(ring)


def test_corners_are_rounded_and_written_as_steps() -> None:
    told = make_outlines.written([(0.0, 0.0), (0.01, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)])
    assert _walk(told) == [(0, 0), (20, 0), (20, 20)]


@pytest.mark.parametrize(
    "ring", [[], [(0.0, 0.0), (0.01, 0.0)], [(180.0, y / 2) for y in range(9)]]
)
def test_what_has_no_area_is_left_out(ring: list[tuple[float, float]]) -> None:
    assert make_outlines.written(ring) == ""


def test_arcs_are_put_together_in_either_direction() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, -2]], "properties": {"name": "Square"}},
                    {"type": "Polygon", "arcs": [[0, -2]], "properties": {"name": "Antarctica"}},
                ]
            }
        },
    }
    (row,) = make_outlines.rows("110m", json.loads(json.dumps(topology)))
    level, name, rings = row.split("\t")
    assert (level, name) == ("110m", "Square")
    assert set(_walk(rings)) == {(0, 0), (80, 0), (80, 80), (0, 80)}
