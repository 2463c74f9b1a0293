# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors of how a text is written, from a small model that reads characters and not words.

RETSim (Zhang et al.: RETSim: Resilient and Efficient Text Similarity, arXiv:2311.17264) was
trained so that texts that differ by typing errors, look-alike letters and other disguises get
near vectors, in any script. Each character goes in as the 24 bits of its code point, 512
characters at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.fingerprint.model_folder import (
    MANIFEST,
    checked_file,
    read_manifest,
    spare_threads,
    start_session,
    wrong,
)
from indexing.records import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]

KIND = "text-similarity"
READING = "chars-1"
"""Version of the way from a text to the model's input."""
CHUNK = 512
"""Characters the model reads at once."""
LEAST_REST = 256
"""A last chunk of so few characters behind a full one is left out, as in the model's training."""
MOST_CHUNKS = 4
"""Characters behind these chunks are not read: 2,048 say enough of an ad."""
DIMENSION = 256
_BITS = 24
_BATCH = 8
"""Chunks in one run; more at once were slower on one thread (92 a CPU second at 8, 76 at 32)."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded model: texts in, unit vectors out.

    Args:
        stamp: model, its file's hash and the version of the reading.
    """

    stamp: Stamp
    _run: Run

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts, shape (texts, 256), each of length 1.

        A text's vector depends on that text only. The vector of a text of several chunks is the
        mean of theirs.
        """
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        read = [chunks_of(text) for text in texts]
        owners = np.repeat(np.arange(len(texts)), [len(one) for one in read])
        points = np.concatenate(read) if read else np.zeros((0, CHUNK), np.uint32)
        for first in range(0, len(points), _BATCH):
            part = slice(first, first + _BATCH)
            np.add.at(vectors, owners[part], self._run(bits(points[part])))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        result: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
        return result


def chunks_of(text: str) -> NDArray[np.uint32]:
    """Code points of a text, shape (chunks, 512), zero behind its end; at least one chunk."""
    import numpy as np

    readable = text[: CHUNK * MOST_CHUNKS].encode("utf-32-le", "replace")
    points = np.frombuffer(readable, np.uint32)
    full, rest = divmod(len(points), CHUNK)
    chunks = max(1, full + (rest > LEAST_REST))
    result = np.zeros(chunks * CHUNK, np.uint32)
    kept = points[: chunks * CHUNK]
    result[: len(kept)] = kept
    return result.reshape(chunks, CHUNK)


def bits(points: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The 24 lowest bits of each code point, the highest first: shape (…, 24), 0 or 1."""
    import numpy as np

    places = np.arange(_BITS - 1, -1, -1, dtype=np.uint32)
    return ((points[..., None] >> places) & np.uint32(1)).astype(np.float32)


def load(folder: Path, *, threads: int | None = None) -> Encoder:
    """Take the model folder that set-up makes, its hashes compared; the engine starts later.

    Args:
        folder: where ``manifest.json`` and the graph lie.
        threads: of the engine; by default all cores but one.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``, with the file in ``place``; the latter
            also at the first ``encode``, when a whole folder cannot be run.
    """
    made = read_manifest(folder)
    try:
        graph = checked_file(folder, made["graph"], made)
        sha256, name = str(made["files"][graph.name]["sha256"]), str(made["name"])
        if made["dimension"] != DIMENSION:
            raise wrong(folder, MANIFEST, "version")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise wrong(folder, MANIFEST, "unreadable") from error

    @cache
    def started() -> Run:
        return _start(folder, graph, threads or spare_threads())

    return Encoder(Stamp(KIND, f"{name} {sha256[:12]} {READING}"), lambda chunks: started()(chunks))


def _start(folder: Path, graph: Path, threads: int) -> Run:
    try:
        session = start_session(graph, threads)
        entry = session.get_inputs()[0]
    except Exception as error:  # onnxruntime raises classes of its own, some right from Exception
        raise wrong(folder, graph.name, "unloadable") from error
    if list(entry.shape[1:]) != [CHUNK, _BITS]:
        raise wrong(folder, graph.name, "version")

    def run(chunks: NDArray[np.float32]) -> NDArray[np.float32]:
        (vectors,) = session.run(None, {entry.name: chunks})
        result: NDArray[np.float32] = vectors
        return result

    return run
