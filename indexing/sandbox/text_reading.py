# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the text in pictures with rapidocr; runs only inside the worker that is made for it.

PP-OCRv6 (small) finds lines and reads them. rapidocr imports ``requests`` for downloads that are
never wanted here: a stand-in that can do nothing takes its place, so no network module is loaded.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from indexing import limits
from indexing.records import PictureLine, Stamp
from indexing.sandbox import script_reading
from indexing.sandbox.script_reading import ScriptReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODELS = {
    "Det": (
        "PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    "Cls": (
        "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
        "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    ),
    "Rec": (
        "PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
}
"""File in the package and its SHA-256, by what it does: finds lines, turns them, reads them."""
_DETECTED_SIDE = 736
_WIDENED = 2.0
"""How far a found line is widened. Of 100 drawn numbers 92 were read with 640 and rapidocr's own
1.6, 96 with these; 960 costs half as much again."""
_LEAST_SCORE = 0.5
"""rapidocr's own: lines that it is less sure of are dropped."""
_LEAST_SIDE = 8
_MOST_ASPECT = 40
"""Narrower pictures hold no line of text."""
_VERSION = f"PP-OCRv6 small,{_DETECTED_SIDE},{_WIDENED},{limits.READ_SIDE},1"
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_WARMING = (480, 640)


def stamp() -> Stamp:
    """By which method pictures are read on this machine; a second reader makes it another one."""
    second = ",".join(script_reading.languages())
    return Stamp("picture_text", f"{_VERSION}+{second}" if second else _VERSION)


class ModelWrongError(Exception):
    """The package is not there, or one of its models is not the one that was checked."""


class TextReader:
    """Reads the lines of RGB pictures; one thread, no file once it is made.

    Raises:
        ModelWrongError: rapidocr or one of its models is missing or another one.
    """

    def __init__(self) -> None:
        _stay_small()
        models = checked_models()
        _refuse_downloads()
        import cv2
        from rapidocr import RapidOCR

        cv2.setNumThreads(1)
        runtime = "EngineConfig.onnxruntime"
        self._scripts = ScriptReader() if script_reading.languages() else None
        self._read = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Det.limit_side_len": _DETECTED_SIDE,
                "Det.limit_type": "max",
                "Det.unclip_ratio": _WIDENED,
                # together lines are padded to the widest: twice the memory, and slower
                "Rec.rec_batch_num": 1,
                "Det.max_candidates": limits.MAX_PICTURE_LINES,
                f"{runtime}.intra_op_num_threads": 1,
                f"{runtime}.inter_op_num_threads": 1,
                **{f"{part}.model_path": str(file) for part, file in models.items()},
            }
        )
        self.read(_drawn_words())  # loads the models and all that is imported on first use

    def read(self, pixels: NDArray[np.uint8]) -> list[PictureLine]:
        """The lines in an RGB picture, from top to bottom."""
        height, width = pixels.shape[:2]
        thin, wide = min(height, width), max(height, width)
        if thin < _LEAST_SIDE or wide > _MOST_ASPECT * thin:  # rapidocr would enlarge it hugely
            return []
        lines = []
        for text, score, box in self._found(pixels[:, :, ::-1].copy()):
            plain = _printable(text)[: limits.MAX_PICTURE_LINE_CHARACTERS]
            if plain and score >= _LEAST_SCORE:
                lines.append(PictureLine(plain, min(score, 1.0), _corners(box, width, height)))
        return lines

    def _found(self, picture: NDArray[np.uint8]) -> Iterator[tuple[str, float, Sequence[Any]]]:
        """Text, score and corners of every line; where nothing was read, of a second reading."""
        from rapidocr.main import RapidOCRError
        from rapidocr.utils.process_img import map_boxes_to_original

        engine = self._read
        resized, steps = engine.preprocess_img(picture)
        try:
            crops, found = engine.detect_and_crop(resized, steps)
        except RapidOCRError:  # no line at all
            return
        upright, _turned = engine.cls_and_rotate(crops)
        read = engine.recognize_txt(upright)
        boxes = map_boxes_to_original(found.boxes, steps, *picture.shape[:2])
        for text, score, box, line in zip(read.txts, read.scores, boxes, upright, strict=True):
            if self._scripts and (not text.strip() or score < _LEAST_SCORE):
                yield (*self._scripts.read(line), box)
            else:
                yield text, float(score), box


def checked_models() -> dict[str, Path]:
    """The model files in the installed package, their hashes compared.

    Raises:
        ModelWrongError: one is missing or another one.
    """
    try:
        package = metadata.distribution("rapidocr")
    except metadata.PackageNotFoundError as error:
        raise ModelWrongError("rapidocr") from error
    found = {}
    for part, (name, sha256) in MODELS.items():
        file = Path(str(package.locate_file(f"rapidocr/models/{name}")))
        try:
            with file.open("rb") as stream:
                same = hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError as error:
            raise ModelWrongError(name) from error
        if not same:
            raise ModelWrongError(name)
        found[part] = file
    return found


def _stay_small() -> None:
    """Before anything is imported: no further thread, no word to anybody."""
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


class _Refused(Exception):  # noqa: N818 - stands in for a class of another package
    pass


def _refuse_downloads() -> None:
    """Let ``import requests`` find a module with the names that rapidocr mentions, and no more."""
    stand_in = ModuleType("requests")
    stand_in.Response = object  # type: ignore[attr-defined]
    stand_in.RequestException = _Refused  # type: ignore[attr-defined]
    sys.modules["requests"] = stand_in


def _drawn_words() -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    picture = np.full((*_WARMING, 3), 230, np.uint8)
    for place in range(8):  # more than one batch of lines, one of them upside down
        where = (20, 50 + 55 * place)
        cv2.putText(picture, f"Garden help {place}", where, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    picture[:60] = picture[59::-1, ::-1]
    return picture


def _printable(text: str) -> str:
    kept = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(kept.split())


def _corners(box: Sequence[Sequence[Any]], width: int, height: int) -> tuple[int, ...]:
    """Four corners in thousandths of the picture."""
    return tuple(
        min(max(round(1000 * float(value) / side), 0), 1000)
        for corner in box
        for value, side in zip(corner, (width, height), strict=True)
    )
