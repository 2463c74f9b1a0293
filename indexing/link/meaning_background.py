# SPDX-License-Identifier: GPL-3.0-or-later
"""Shipped mean vectors of languages, made from everyday texts with the shipped model.

``packaging/background_means.py`` makes them; another model has none, and works without.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parents[2] / "resources" / "models" / "background_means.json"


@cache
def means_for(model: str, dimension: int) -> Mapping[str, NDArray[np.float32]] | None:
    """Mean vector of each language (ISO 639-1) by the model of this name and size, if shipped."""
    import numpy as np

    shipped = json.loads(FILE.read_text("utf-8"))
    if shipped["model"] != model:
        return None
    means = {
        language: np.array(mean, np.float32) / np.float32(shipped["unit"])
        for language, mean in shipped["means"].items()
    }
    return means if all(len(mean) == dimension for mean in means.values()) else None
