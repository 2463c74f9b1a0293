# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine gives the stages: the models that set-up built, how decoding is confined."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexing.errors import BadInputError
from indexing.fingerprint import similarity_embedding, text_embedding
from indexing.sandbox import script_reading, text_reading
from indexing.sandbox.child import WorkerDiedError
from indexing.sandbox.decoder import Decoder
from indexing.sandbox.protocol import ReplyError
from indexing.sandbox.text_reading import ModelWrongError


def model_state(folder: Path) -> dict[str, object]:
    """Is the embedding model there and whole? Its hashes are compared; nothing is started."""
    state: dict[str, object] = {"folder": str(folder), "usable": False}
    try:
        encoder = text_embedding.load(folder)
    except BadInputError as error:
        return {**state, "code": error.code, "place": error.place, **error.detail}
    return {
        **state,
        "usable": True,
        "kind": encoder.stamp.kind,
        "version": encoder.stamp.version,
        "engine": encoder.engine,
        "dimension": encoder.dimension,
        "sha256": _hashes(folder),
    }


def similarity_state(folder: Path) -> dict[str, object]:
    """The same of the model that recognises disguised texts."""
    state: dict[str, object] = {"folder": str(folder), "usable": False}
    try:
        encoder = similarity_embedding.load(folder)
    except BadInputError as error:
        return {**state, "code": error.code, "place": error.place, **error.detail}
    return {
        **state,
        "usable": True,
        "kind": encoder.stamp.kind,
        "version": encoder.stamp.version,
        "dimension": similarity_embedding.DIMENSION,
        "sha256": _hashes(folder),
    }


def reader_state() -> dict[str, object]:
    """Can the text in pictures be read? Hashes of its models are compared; nothing is started."""
    method = text_reading.stamp()
    state: dict[str, object] = {
        "usable": True,
        "version": method.version,
        "second_reader": list(script_reading.languages()),
    }
    try:
        models = text_reading.checked_models()
    except ModelWrongError as error:
        return {**state, "usable": False, "code": "reader_missing", "place": str(error)}
    return {**state, "sha256": {file.name: _sha256(file) for file in models.values()}}


def decoding_isolation() -> dict[str, object]:
    """What confines the process that decodes pictures, as that process itself found it.

    Raises:
        BadInputError: it could not be started (``image_broken``).
    """
    try:
        with Decoder() as decoder:
            return decoder.isolation()
    except (WorkerDiedError, ReplyError, OSError) as error:
        raise BadInputError("image_broken", detail={"why": "worker"}) from error


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): _sha256(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
