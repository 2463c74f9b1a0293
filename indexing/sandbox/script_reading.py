# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reading of lines in Cyrillic and Arabic, where a person installed Tesseract for it.

PP-OCRv6 finds such lines and reads nothing in them. Each is then read by Tesseract, which gets the
line alone: on whole photos it finds little. Without the package ``tesserocr``, or without files of
these languages on this machine, such lines stay unread. Runs only inside the worker.
"""

from __future__ import annotations

import os
import unicodedata
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCRIPTS = {"CYRILLIC": ("ukr", "rus", "bul", "srp"), "ARABIC": ("ara", "fas", "urd")}
"""Files of languages by the script they are read for, as Tesseract calls them."""
_FOLDERS = (
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)
_LEAST_SURE = 50
"""Tesseract's mean confidence from which a reading is kept, of 100."""
_LEAST_LETTERS = 3
_LEAST_OF_SCRIPT = 0.8
"""Share of the letters that must be of the script that was asked for."""
_HEIGHT = 48
_AROUND = 12
_ONE_LINE = 7


def folder() -> Path | None:
    """The first folder with language files: beside the models, then where systems keep them."""
    own = Path(__file__).resolve().parents[2] / "models" / "tessdata"
    debian = sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"))
    for one in (own, *debian, *map(Path, _FOLDERS)):
        if _languages(one):
            return one
    return None


def languages() -> tuple[str, ...]:
    """Languages that lines are read a second time for; none where anything is missing."""
    found = folder() if util.find_spec("tesserocr") else None
    return () if found is None else _languages(found)


def _languages(where: Path) -> tuple[str, ...]:
    names = (name for script in SCRIPTS.values() for name in script)
    return tuple(name for name in names if (where / f"{name}.traineddata").is_file())


class ScriptReader:
    """Reads single lines; no file is opened and no thread started once it is made."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        import tesserocr

        known = languages()
        self._engines = {
            script: tesserocr.PyTessBaseAPI(
                path=str(folder()), lang="+".join(wanted), psm=_ONE_LINE
            )
            for script, names in SCRIPTS.items()
            if (wanted := [name for name in names if name in known])
        }

    def read(self, line: NDArray[np.uint8]) -> tuple[str, float]:
        """Text of an upright line (BGR) and how sure it is, 0 to 1; '' where nothing was read."""
        from PIL.Image import fromarray

        best = "", 0.0
        for picture in _versions(line):
            for script, engine in self._engines.items():
                engine.SetImage(fromarray(picture))
                text = " ".join(engine.GetUTF8Text().split())
                sure = engine.MeanTextConf()
                if sure >= _LEAST_SURE and sure / 100 > best[1] and _is_of(script, text):
                    best = text, sure / 100
        return best


def _versions(line: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The line in grey, and in black and white both ways, with room around it."""
    import cv2
    import numpy as np

    share = _HEIGHT / line.shape[0]
    size = (max(1, round(line.shape[1] * share)), _HEIGHT)
    grey = cv2.resize(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_CUBIC)
    _level, sharp = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    return [
        np.pad(one, _AROUND, constant_values=int(np.median(one)))
        for one in (grey, sharp, 255 - sharp)
    ]


def _is_of(script: str, text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    own = sum(unicodedata.name(char, "").startswith(script) for char in letters)
    return len(letters) >= _LEAST_LETTERS and own >= _LEAST_OF_SCRIPT * len(letters)
