# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of little but text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def mostly_text(grey: NDArray[np.uint8]) -> bool:
    """Whether a grey picture shows little but text."""
    return False
