# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/models/background_means.json anew; run when the model or the texts change.

.venv/bin/python packaging/background_means.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from models import NAME, ROOT, default_folder

TEXTS: Final = ROOT / "resources" / "models" / "background_texts.json"
OUT: Final = ROOT / "resources" / "models" / "background_means.json"
UNIT: Final = 10_000


def means(texts: Mapping[str, Mapping[str, str]]) -> dict[str, list[int]]:
    """Mean vector of every language in whole ten-thousandths, by the model that set-up built."""
    sys.path.insert(0, str(ROOT))
    from indexing.fingerprint import text_embedding
    from indexing.normalise import fold

    encoder = text_embedding.load(default_folder(), engine="onnx")
    spoken = sorted({language for by in texts.values() for language in by})
    found = {}
    for language in spoken:
        folded = [fold(by[language]).text for by in texts.values() if language in by]
        mean = encoder.encode(folded).mean(axis=0)
        found[language] = [int(value) for value in np.rint(mean * UNIT)]
    return found


def main(out: Path = OUT) -> int:
    """Write the file; 0."""
    texts = json.loads(TEXTS.read_text("utf-8"))["ads"]
    made = {"model": NAME, "texts": TEXTS.name, "unit": UNIT, "means": means(texts)}
    lines = json.dumps(made, ensure_ascii=False).replace('], "', '],\n "')
    out.write_text(lines + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
