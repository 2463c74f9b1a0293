# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces that a drawn picture is made of: brightness patterns with the grain of real things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.random import Generator
    from numpy.typing import NDArray

    Pattern = NDArray[np.float32]
    Material = Callable[[Generator, int, int], Pattern]

_FINEST_CELL = 2


def fractal(rng: Generator, height: int, width: int, roughness: float = 0.6) -> Pattern:
    """Clouded brightness about 0 with deviation 1: octaves of smooth noise, finer ones weaker.

    Args:
        rng: where the randomness comes from.
        height: rows.
        width: columns.
        roughness: how much of an octave's strength the next finer one has.
    """
    import numpy as np
    from PIL import Image

    total = np.zeros((height, width), dtype=np.float32)
    cell, strength = float(max(height, width)) / 2, 1.0
    while cell > _FINEST_CELL:
        grid = rng.standard_normal((int(height / cell) + 2, int(width / cell) + 2))
        layer = Image.fromarray(strength * grid.astype(np.float32))
        total += np.asarray(layer.resize((width, height), Image.Resampling.BICUBIC))
        cell, strength = cell / 3, strength * roughness
    spread = float(total.std())
    return (total - total.mean()) / spread if spread else total


def plaster(rng: Generator, height: int, width: int) -> Pattern:
    """A wall or a sheet: nearly even."""
    return 1 + 0.05 * fractal(rng, height, width, 0.8)


def foliage(rng: Generator, height: int, width: int) -> Pattern:
    """Leaves, grass or gravel: strong at every size."""
    return 1 + 0.24 * fractal(rng, height, width, 0.95)


def boards(rng: Generator, height: int, width: int) -> Pattern:
    """Planks with grain, upright or lying."""
    import numpy as np

    if rng.random() < 0.5:
        return boards_upright(rng, width, height).T
    pattern: Pattern = np.ascontiguousarray(boards_upright(rng, height, width))
    return pattern


def boards_upright(rng: Generator, height: int, width: int) -> Pattern:
    """Planks with grain that run from top to bottom."""
    import numpy as np

    plank = int(rng.integers(10, 70))
    column = np.arange(width)
    tone = rng.normal(1, 0.12, width // plank + 1)[column // plank]
    grain = rng.normal(0, 0.06, width)
    seam = np.where(column % plank < max(1, plank // 20), 0.6, 1.0)
    line = ((tone + grain) * seam).astype(np.float32)
    return line[None, :] * (1 + 0.06 * fractal(rng, height, width))


def bricks(rng: Generator, height: int, width: int) -> Pattern:
    """Bricks in running bond, each of a tone of its own, with mortar between them."""
    import numpy as np

    tall = int(rng.integers(8, 30))
    wide = int(tall * rng.uniform(1.5, 3))
    row, column = np.mgrid[0:height, 0:width]
    shifted = column + (row // tall % 2) * (wide // 2)
    tones = rng.normal(1, 0.13, (height // tall + 1, width // wide + 2))
    pattern = tones[row // tall, shifted // wide]
    joint = (row % tall < max(1, tall // 9)) | (shifted % wide < max(1, tall // 9))
    even: Pattern = np.where(joint, rng.uniform(0.7, 1.5), pattern).astype(np.float32)
    return even * (1 + 0.05 * fractal(rng, height, width, 0.9))


def tiles(rng: Generator, height: int, width: int) -> Pattern:
    """Tiles of two tones by chance, with joints."""
    import numpy as np

    side = int(rng.integers(12, 60))
    row, column = np.mgrid[0:height, 0:width]
    tones = rng.choice(rng.uniform(0.6, 1.2, 2), (height // side + 1, width // side + 1))
    joint = (row % side < 2) | (column % side < 2)
    pattern: Pattern = np.where(joint, 0.75, tones[row // side, column // side]).astype(np.float32)
    return pattern * (1 + 0.04 * fractal(rng, height, width))


def weave(rng: Generator, height: int, width: int) -> Pattern:
    """Cloth: crossed waves and folds."""
    import numpy as np

    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    down, across = rng.uniform(0.05, 0.9, 2)
    lean = rng.uniform(-0.5, 0.5)
    waves = np.sin(row * down + column * lean) * np.sin(column * across)
    pattern: Pattern = (1 + 0.1 * waves + 0.12 * fractal(rng, height, width, 0.5)).astype(
        np.float32
    )
    return pattern


def dots(rng: Generator, height: int, width: int) -> Pattern:
    """Paper or cloth printed with spots on a slanted grid."""
    import numpy as np

    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    step = rng.uniform(14, 60)
    angle = rng.uniform(0, np.pi)
    first = (row * np.cos(angle) + column * np.sin(angle)) % step - step / 2
    second = (column * np.cos(angle) - row * np.sin(angle)) % step - step / 2
    spot = first**2 + second**2 < (step * rng.uniform(0.15, 0.35)) ** 2
    pattern: Pattern = np.where(spot, rng.uniform(0.55, 1.5), 1.0).astype(np.float32)
    return pattern * (1 + 0.05 * fractal(rng, height, width))


MATERIALS: tuple[Material, ...] = (plaster, foliage, boards, bricks, tiles, weave, dots)
"""Every material; a scene takes one by chance."""
