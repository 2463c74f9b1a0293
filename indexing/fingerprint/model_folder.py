# SPDX-License-Identifier: GPL-3.0-or-later
"""Model folders made by set-up: their manifest, and files that must be what it says."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError

if TYPE_CHECKING:
    import onnxruntime

MANIFEST = "manifest.json"
MANIFEST_FORMAT = "faisceau-model/1"
MAX_MANIFEST_BYTES = 1_000_000
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # onnxruntime reports to its maker from 1.29 on unless this is set before it is imported
    "ORT_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def stay_offline() -> None:
    """Tell every model library, before it is imported, to look for nothing on a network."""
    for name, value in OFFLINE.items():
        os.environ[name] = value


def wrong(folder: Path, place: str, problem: str) -> BadInputError:
    """The error of a folder that is there and cannot be used."""
    return BadInputError("model_wrong", path=folder, place=place, detail={"problem": problem})


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What the folder's manifest says, its format checked.

    Raises:
        BadInputError: ``model_missing`` without a manifest, ``model_wrong`` for one that cannot
            be read.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BadInputError("model_missing", path=folder)
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise wrong(folder, MANIFEST, "size")
        made: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if made["format"] != MANIFEST_FORMAT:
            raise wrong(folder, MANIFEST, "version")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise wrong(folder, MANIFEST, "unreadable") from error
    return made


def checked_file(folder: Path, name: str, made: Mapping[str, Any]) -> Path:
    """The file ``name`` of the folder, its size and hash those of the manifest.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``, with the file in ``place``.
    """
    file = folder / Path(name).name
    known = made["files"][file.name]
    if not file.is_file():
        raise BadInputError("model_missing", path=folder, place=file.name)
    state = file.stat()
    if state.st_size != known["bytes"]:
        raise wrong(folder, file.name, "size")
    if sha256_of(file, state.st_size, state.st_mtime_ns) != known["sha256"]:
        raise wrong(folder, file.name, "sha256")
    return file


@cache
def sha256_of(file: Path, _size: int, _changed: int) -> str:
    """Hash of a file, taken once a process while size and time stay."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def spare_threads() -> int:
    """All cores but one, so that the window stays quick."""
    return max(1, (os.cpu_count() or 2) - 1)


def start_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    """The graph on the processor; idle threads wait instead of spinning."""
    stay_offline()
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
