# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of little but text: cards with a number, pages, chats on a phone.

Their hashes are alike whatever they say, so they are matched only when nearly equal. What tells
them from photos: a few even tones make up nearly all of the picture, everywhere, and strokes lie
on them. Limits from 280 drawn text pictures (least 0.88 of the area in four tones, 0.99 of the
blocks) and 1,300 photos, drawn scenes and their changes, of which none was taken for text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TONES = 4
_TONE_REACH = 8
"""A tone holds the greys at most this far from its middle."""
_LEAST_EVEN = 0.86
"""Share of the picture that its tones must make up."""
_BLOCKS = 32
_SMALLEST_BLOCK = 6
_LEAST_PAPER = 0.45
"""Share of a block in one of the tones that makes it paper, written on or not."""
_LEAST_PAPERS = 0.98
_CONTRAST = 50
_LEAST_WRITTEN = 0.03
"""Share of the blocks that carry strokes; with fewer it is a sheet, not a text."""
_WINDOW = 4
_MOST_GATHERED = 0.25
"""Share of a window of 4 x 4 blocks that may be no paper: more is a picture on a page."""


def mostly_text(grey: NDArray[np.uint8]) -> bool:
    """Whether a grey picture (long side up to 512) shows little but text."""
    import numpy as np

    tones, share = _tones(grey)
    if share < _LEAST_EVEN:
        return False
    side = max(_SMALLEST_BLOCK, round(max(grey.shape) / _BLOCKS))
    rows, columns = (length // side for length in grey.shape)
    if min(rows, columns) < _WINDOW:
        return False
    cut = grey[: rows * side, : columns * side].reshape(rows, side, columns, side)
    paper = tones[cut].mean(axis=(1, 3)) >= _LEAST_PAPER
    contrast = cut.max(axis=(1, 3)).astype(np.int16) - cut.min(axis=(1, 3))
    written = paper & (contrast >= _CONTRAST)
    return bool(
        paper.mean() >= _LEAST_PAPERS
        and written.mean() >= _LEAST_WRITTEN
        and _densest(~paper) <= _MOST_GATHERED
    )


def _tones(grey: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], float]:
    """Which of the 256 greys belong to the commonest tones, and what share of pixels does."""
    import numpy as np

    counts = np.bincount(grey[::2, ::2].ravel(), minlength=256)
    total = int(counts.sum())
    left = counts.copy()
    chosen = np.zeros(256, dtype=np.bool_)
    for _ in range(_TONES):
        around = np.convolve(left, np.ones(2 * _TONE_REACH + 1, dtype=np.int64), "same")
        middle = int(around.argmax())
        reach = slice(max(0, middle - _TONE_REACH), middle + _TONE_REACH + 1)
        chosen[reach] = True
        left[reach] = 0
    return chosen, float(counts[chosen].sum() / total)


def _densest(blocks: NDArray[np.bool_]) -> float:
    """Largest share of true blocks in any window."""
    import numpy as np

    windows = np.lib.stride_tricks.sliding_window_view(blocks, (_WINDOW, _WINDOW))
    return float(windows.mean(axis=(2, 3)).max())
