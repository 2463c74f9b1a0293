# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pictures of rooms, house fronts, landscapes and tables with the statistics of photos.

They stand for photos in the figures: nobody is in them, and anybody can make them again from a
number. Light, grain, blur and noise are those of a camera, so that hashes and corners behave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.benchmark import materials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator
    from PIL.Image import Image

    from indexing.benchmark.materials import Material

Point = tuple[float, float]
_OUTLINE_POINTS = 14


@dataclass(frozen=True, slots=True)
class _Scene:
    """The picture being drawn; places and sizes are fractions of its width and height."""

    image: Image
    rng: Generator


def drawn(seed: int, width: int = 800, height: int = 1000) -> Image:
    """The picture of this number: RGB, the same for the same number and size.

    Different numbers give scenes that differ in kind, layout, light and material.
    """
    import numpy as np
    from PIL.Image import new

    rng = np.random.default_rng(np.random.PCG64(seed))
    scene = _Scene(new("RGB", (width, height)), rng)
    kinds = (_room, _front, _landscape, _table)
    _surface(scene, _rectangle((0, 0, 1, 1)))
    kinds[int(rng.integers(len(kinds)))](scene)
    return _photographed(scene)


def _room(scene: _Scene) -> None:
    """Walls, floor, windows, furniture."""
    rng = scene.rng
    left, right = rng.uniform(-0.1, 0.35), rng.uniform(0.65, 1.1)
    top, bottom = rng.uniform(-0.1, 0.25), rng.uniform(0.5, 0.9)
    low, high = rng.uniform(0.8, 1.1), rng.uniform(-0.2, 0.1)
    _surface(scene, _rectangle((left, top, right, bottom)))
    _surface(scene, [(0, high), (left, top), (left, bottom), (0, low)])
    _surface(scene, [(1, high), (right, top), (right, bottom), (1, low)])
    _surface(scene, [(0, low), (left, bottom), (right, bottom), (1, low), (1, 1), (0, 1)])
    _surface(scene, [(0, high), (left, top), (right, top), (1, high), (1, 0), (0, 0)])
    for _ in range(int(rng.integers(1, 4))):
        _window(scene, _box(scene, (left, top, right, bottom), (0.12, 0.4)))
    for _ in range(int(rng.integers(3, 7))):
        _furniture(scene, _box(scene, (-0.1, 0.25, 1.1, 1.05), (0.15, 0.55)))
    _clutter(scene, (0, 0.1, 1, 1), int(rng.integers(8, 20)))


def _front(scene: _Scene) -> None:
    """A house front under the sky, with windows, doors, plants."""
    rng = scene.rng
    _sky(scene, rng.uniform(0.3, 0.7))
    left, right = rng.uniform(-0.2, 0.25), rng.uniform(0.7, 1.2)
    eaves, ground = rng.uniform(0.05, 0.45), rng.uniform(0.75, 0.95)
    ridge = (rng.uniform(left, right), eaves - rng.uniform(0.05, 0.4))
    _surface(scene, [(0, ground), (1, ground), (1, 1), (0, 1)], materials.foliage)
    _surface(scene, [(left, eaves), ridge, (right, eaves)])
    _surface(scene, _rectangle((left, eaves, right, ground)))
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    wide, tall = (right - left) / columns, (ground - eaves) / rows
    fill = rng.uniform(0.4, 0.8)
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.85:
                x, y = left + (column + 0.2) * wide, eaves + (row + 0.15) * tall
                _window(scene, (x, y, x + wide * fill, y + tall * fill))
    _furniture(scene, _box(scene, (left, eaves, right, ground + 0.1), (0.12, 0.4)))
    for _ in range(int(rng.integers(1, 6))):
        _blob(scene, _box(scene, (-0.2, 0.2, 1.2, 1.1), (0.15, 0.5)), materials.foliage)
    _clutter(scene, (0, eaves, 1, 1), int(rng.integers(5, 15)))


def _landscape(scene: _Scene) -> None:
    """Sky, ridges one behind the other, trees, a few things."""
    rng = scene.rng
    horizon = rng.uniform(0.15, 0.7)
    _sky(scene, horizon + 0.2)
    for start in sorted(rng.uniform(horizon, 1, int(rng.integers(3, 7)))):
        steps = rng.normal(0, rng.uniform(0.02, 0.12), _OUTLINE_POINTS).cumsum()
        line = [(i / (_OUTLINE_POINTS - 1), start + step) for i, step in enumerate(steps)]
        _surface(scene, [*line, (1, 1.2), (0, 1.2)])
    for _ in range(int(rng.integers(2, 10))):
        x, y, right, bottom = box = _box(scene, (-0.1, 0.1, 1.1, 1), (0.08, 0.5))
        trunk = (right - x) * 0.1
        middle = (x + right) / 2
        _surface(scene, _rectangle((middle - trunk, y, middle + trunk, bottom + 0.1)))
        _blob(scene, box, materials.foliage)
    _clutter(scene, (0, horizon, 1, 1), int(rng.integers(4, 14)))


def _table(scene: _Scene) -> None:
    """Things close by on a table or a cloth."""
    rng = scene.rng
    edge = rng.uniform(0.1, 0.6)
    slant = rng.uniform(-0.25, 0.25)
    _surface(scene, [(0, edge), (1, edge + slant), (1, 1), (0, 1)])
    for _ in range(int(rng.integers(5, 12))):
        box = _box(scene, (-0.1, 0, 1.1, 1.1), (0.12, 0.55))
        (_blob if rng.random() < 0.5 else _furniture)(scene, box)
    _clutter(scene, (0, 0, 1, 1), int(rng.integers(10, 25)))


def _sky(scene: _Scene, depth: float) -> None:
    _surface(scene, _rectangle((0, 0, 1, depth)), materials.plaster)
    for _ in range(int(scene.rng.integers(0, 6))):
        _blob(scene, _box(scene, (-0.2, -0.1, 1.2, depth), (0.15, 0.6)), materials.plaster)


def _window(scene: _Scene, box: tuple[float, float, float, float]) -> None:
    """A frame with panes, each showing something else."""
    left, top, right, bottom = box
    _surface(scene, _rectangle(box), materials.plaster)
    edge = 0.08 * (right - left)
    columns, rows = (int(each) for each in scene.rng.integers(1, 4, 2))
    wide, tall = (right - left - edge) / columns, (bottom - top - edge) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = left + edge + column * wide, top + edge + row * tall
            _surface(scene, _rectangle((x, y, x + wide - edge, y + tall - edge)))


def _furniture(scene: _Scene, box: tuple[float, float, float, float]) -> None:
    """A body with a side, drawers or cushions, and legs."""
    rng = scene.rng
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    lean = rng.uniform(-0.25, 0.25) * wide
    body = bottom - tall * rng.uniform(0, 0.3)
    material = materials.MATERIALS[int(rng.integers(len(materials.MATERIALS)))]
    for x in (left + 0.08 * wide, right - 0.14 * wide):
        _surface(scene, _rectangle((x, body, x + 0.06 * wide, bottom)))
    _surface(scene, _rectangle((left, top, right, body)), material)
    roof = [(left, top), (left + lean, top - 0.1), (right + lean, top - 0.1), (right, top)]
    _surface(scene, roof, material)
    columns, rows = (int(each) for each in rng.integers(1, 4, 2))
    for row in range(rows):
        for column in range(columns):
            x = left + wide * (column + 0.1) / columns
            y = top + (body - top) * (row + 0.1) / rows
            place = (x, y, x + wide * 0.8 / columns, y + (body - top) * 0.8 / rows)
            _surface(scene, _rectangle(place), material if rng.random() < 0.5 else None)


def _clutter(scene: _Scene, area: tuple[float, float, float, float], count: int) -> None:
    """Small things: books, lamps, stones, bottles."""
    for _ in range(count):
        box = _box(scene, area, (0.02, 0.16))
        if scene.rng.random() < 0.5:
            _blob(scene, box)
        else:
            left, top, right, bottom = box
            bend = scene.rng.uniform(-0.03, 0.03, 4)
            corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            _surface(scene, [(x + b, y - b) for (x, y), b in zip(corners, bend, strict=True)])


def _blob(
    scene: _Scene, box: tuple[float, float, float, float], material: Material | None = None
) -> None:
    """A rounded, uneven outline within the box."""
    import numpy as np

    left, top, right, bottom = box
    angles = np.linspace(0, 2 * np.pi, _OUTLINE_POINTS * 3, endpoint=False)
    ripple = sum(
        scene.rng.uniform(0, 0.18 / n) * np.cos(n * angles + scene.rng.uniform(0, 6.3))
        for n in (2, 3, 5)
    )
    reach = (1 + ripple) / 2
    x = (left + right) / 2 + (right - left) * reach * np.cos(angles)
    y = (top + bottom) / 2 + (bottom - top) * reach * np.sin(angles)
    _surface(scene, list(zip(x.tolist(), y.tolist(), strict=True)), material)


def _rectangle(box: tuple[float, float, float, float]) -> list[Point]:
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _box(
    scene: _Scene, area: tuple[float, float, float, float], size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """A box by chance within ``area``; its sides lie between the two sizes, small ones oftener."""
    import numpy as np

    left, top, right, bottom = area
    wide, tall = np.exp(scene.rng.uniform(np.log(size[0]), np.log(size[1]), 2)).tolist()
    x = scene.rng.uniform(left, max(left, right - wide))
    y = scene.rng.uniform(top, max(top, bottom - tall))
    return x, y, x + wide, y + tall


def _surface(scene: _Scene, outline: Sequence[Point], material: Material | None = None) -> None:
    """Fill an outline with a colour, a material and a fall of light."""
    import numpy as np
    from PIL import Image, ImageDraw

    rng = scene.rng
    width, height = scene.image.size
    points = [(x * width, y * height) for x, y in outline]
    left, top = (max(0, int(min(each))) for each in zip(*points, strict=True))
    right, bottom = (int(max(each)) + 1 for each in zip(*points, strict=True))
    wide, tall = min(width, right) - left, min(height, bottom) - top
    if wide < 2 or tall < 2:
        return
    if material is None:
        material = materials.MATERIALS[int(rng.integers(len(materials.MATERIALS)))]
    tone = rng.uniform(30, 235)
    colour = np.clip(tone + rng.normal(0, 18, 3), 8, 250)
    down, across = rng.uniform(-0.35, 0.35, 2)
    light = 1 + down * np.linspace(-1, 1, tall)[:, None] + across * np.linspace(-1, 1, wide)
    shade = (material(rng, tall, wide) * light).astype(np.float32)
    filled = np.clip(shade[:, :, None] * colour, 0, 255).astype(np.uint8)
    mask = Image.new("L", (wide, tall))
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
    scene.image.paste(Image.fromarray(filled), (left, top), mask)


def _photographed(scene: _Scene) -> Image:
    """The scene under uneven light, through a lens, on a sensor with noise."""
    import numpy as np
    from PIL import Image, ImageFilter

    rng = scene.rng
    width, height = scene.image.size
    soft = scene.image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.0)))
    light = np.clip(1 + 0.22 * materials.fractal(rng, height, width, 0.2), 0.4, 1.7)
    noise = rng.normal(0, rng.uniform(1, 4), (height, width)).astype(np.float32)
    lit = np.asarray(soft, dtype=np.float32) * light[:, :, None] + noise[:, :, None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
