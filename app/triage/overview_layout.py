# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the nodes of the link graph stand: springs, seeded, so that it looks the same each time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from app.triage.overview_items import Point

_SEED = 7
_ROUNDS = 300
_APART = 1.6
"""How far apart nodes like to stand, as a share of what evenly spread ones would have."""
_FEW, _FEW_WIDE = 4, 0.5
"""So few nodes keep to the middle, within this share of the room."""
_IN_A_ROW = 12
_ROW = 0.15
"""Share of the height that a row of nodes without a line has."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
"""The angle at which points on a spiral keep apart from each other."""


def laid_out(
    keys: Sequence[str], edges: Sequence[tuple[str, str]], kept: Mapping[str, Point]
) -> dict[str, Point]:
    """A place for each node, each coordinate between -1 and 1.

    Args:
        keys: of the nodes; the first is the centre.
        edges: pairs of keys.
        kept: where nodes stood before; they stay there.
    """
    ends = {end for edge in edges for end in edge}
    joined = [key for key in keys if key in ends]
    alone = [key for key in keys if key not in ends]
    rows = -(-len(alone) // _IN_A_ROW)
    floor = 1 - 2 * min(_ROW * rows, 0.5) if joined else -1.0
    found = _sprung(joined, edges, kept)
    if not any(key in kept for key in joined):
        found = {key: (x, (y + 1) / 2 * (floor + 1) - 1) for key, (x, y) in found.items()}
    return found | {key: kept.get(key, place) for key, place in _in_rows(alone, floor).items()}


def _in_rows(keys: Sequence[str], top: float) -> dict[str, Point]:
    """Nodes that nothing joins stand in rows, below the others."""
    rows = -(-len(keys) // _IN_A_ROW)
    across = -(-len(keys) // max(rows, 1))
    found = {}
    for place, key in enumerate(keys):
        line, column = divmod(place, across)
        x = 0.0 if across == 1 else 2 * column / (across - 1) - 1
        found[key] = (x, top + (1 - top) * (line + 1) / rows)
    return found


def _sprung(
    keys: Sequence[str], edges: Sequence[tuple[str, str]], kept: Mapping[str, Point]
) -> dict[str, Point]:
    if len(keys) < 2:
        return dict.fromkeys(keys, (0.0, 0.0))
    import rustworkx  # as late as the first graph

    number = {key: place for place, key in enumerate(keys)}
    graph: rustworkx.PyGraph[str, None] = rustworkx.PyGraph()
    graph.add_nodes_from(list(keys))
    graph.add_edges_from_no_data([(number[a], number[b]) for a, b in edges])
    stays = {number[key] for key in kept if key in number}
    begun = {place: kept.get(key) or _spiral(place, len(keys)) for key, place in number.items()}
    found = rustworkx.spring_layout(
        graph,
        pos=begun,
        fixed=stays or None,
        k=_APART / math.sqrt(len(keys)),
        num_iter=_ROUNDS,
        seed=_SEED,
    )
    return _within(keys, [(float(found[n][0]), float(found[n][1])) for n in range(len(keys))], kept)


def _spiral(place: int, of: int) -> Point:
    far = math.sqrt(place / of)
    return far * math.cos(place * _GOLDEN), far * math.sin(place * _GOLDEN)


def _within(
    keys: Sequence[str], found: Sequence[Point], kept: Mapping[str, Point]
) -> dict[str, Point]:
    """All within the square; where nodes stood before, only what is new gives way."""
    if any(key in kept for key in keys):
        return {
            key: kept.get(key, (_limited(x), _limited(y)))
            for key, (x, y) in zip(keys, found, strict=True)
        }
    lows = [min(axis) for axis in zip(*found, strict=True)]
    highs = [max(axis) for axis in zip(*found, strict=True)]
    spans = [max(high - low, 1e-9) for low, high in zip(lows, highs, strict=True)]
    wide = _FEW_WIDE if len(keys) <= _FEW else 1.0
    return {
        key: (
            wide * (2 * (x - lows[0]) / spans[0] - 1),
            wide * (2 * (y - lows[1]) / spans[1] - 1),
        )
        for key, (x, y) in zip(keys, found, strict=True)
    }


def _limited(value: float) -> float:
    return max(-1.0, min(1.0, value))
