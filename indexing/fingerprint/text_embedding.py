# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentence vectors of texts from a local model folder, the same by either engine.

sentence-transformers is the front: it takes the shipped folder (its encoder runs as int8 ONNX on
onnxruntime) and plain folders that a unit brings. Where torch is not installed, tokenizers and
onnxruntime serve the shipped folder alone, with the same vectors. A text's vector depends on that
text only, never on the texts encoded beside it, so vectors may be kept and added to.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from indexing.errors import BadInputError
from indexing.fingerprint.model_folder import (
    MANIFEST,
    checked_file,
    read_manifest,
    sha256_of,
    spare_threads,
    start_session,
    stay_offline,
    wrong,
)
from indexing.records import Stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Run = Callable[[list[str], int], NDArray[np.float32]]

Engine = Literal["auto", "sentence-transformers", "onnx"]

KIND = "text-embedding"
CENTRING = "centre-2"
"""Version of the centring that these vectors are meant for (``indexing.link.meaning``)."""
MODULES = "modules.json"
PLAIN_WEIGHTS = "model.safetensors"
MAX_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded model: texts in, unit vectors out.

    Args:
        stamp: model, its weights' hash, prompt and centring version.
        engine: ``sentence-transformers`` or ``onnx``, whichever runs.
        dimension: numbers in a vector.
    """

    stamp: Stamp
    engine: str
    dimension: int
    _run: Run

    def encode(self, texts: Sequence[str], batch: int = 32) -> NDArray[np.float32]:
        """Vectors of the texts, one row each, of length 1."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        # a lone surrogate of a broken source cannot be tokenised
        readable = [text.encode("utf-8", "replace").decode() for text in texts]
        vectors = np.asarray(self._run(readable, batch), np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        result: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
        return result


@dataclass(frozen=True, slots=True)
class _Built:
    """What the manifest of a folder made by set-up says."""

    folder: Path
    graph: Path
    tokenizer: Path
    sha256: str
    name: str
    prompt: str
    dimension: int
    max_tokens: int
    pad_id: int
    pad_token: str


def load(folder: Path, *, engine: Engine = "auto") -> Encoder:
    """Take a model folder, its hashes compared; nothing is looked for on a network.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``, with the file in ``place``; the latter
            also at the first ``encode``, when a whole folder cannot be run.
    """
    stay_offline()
    if (folder / MANIFEST).is_file():
        return _load_built(_read_built(folder), engine)
    if (folder / MODULES).is_file():
        return _load_plain(folder)
    raise BadInputError("model_missing", path=folder)


def has_torch() -> bool:
    """Are torch and sentence-transformers installed? Asked without importing them."""
    found = (importlib.util.find_spec(name) for name in ("torch", "sentence_transformers"))
    return all(spec is not None for spec in found)


def _read_built(folder: Path) -> _Built:
    """Read the folder's manifest and compare the hashes of its files."""
    made = read_manifest(folder)
    try:
        graph, tokenizer = (
            checked_file(folder, made[name], made) for name in ("graph", "tokenizer")
        )
        return _Built(
            folder=folder,
            graph=graph,
            tokenizer=tokenizer,
            sha256=str(made["files"][graph.name]["sha256"]),
            name=str(made["name"]),
            prompt=str(made["prompt"]),
            dimension=int(made["dimension"]),
            max_tokens=min(MAX_TOKENS, int(made["max_tokens"])),
            pad_id=int(made["pad_id"]),
            pad_token=str(made["pad_token"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise wrong(folder, MANIFEST, "unreadable") from error


def _stamp(name: str, sha256: str, prompt: str) -> Stamp:
    return Stamp(KIND, f"{name} {sha256[:12]} prompt={prompt.strip()!r} {CENTRING}")


def _load_built(built: _Built, engine: Engine) -> Encoder:
    """Take the folder that set-up makes; the engine starts with the first texts.

    Importing torch costs seconds, and a case in which nothing is new asks for the stamp only.
    """
    spare = engine == "auto"
    if engine == "auto":
        engine = "sentence-transformers" if has_torch() else "onnx"
    start = _front if engine == "sentence-transformers" else _bare

    @cache
    def started() -> Run:
        # onnxruntime, tokenizers and torch raise classes of their own, some right from Exception
        try:
            return start(built)
        except (ImportError, OSError):
            # torch is there without its libraries (a CUDA build on a laptop): same numbers without
            if spare:
                return _bare(built)
            raise wrong(built.folder, built.graph.name, "unloadable") from None
        except Exception as error:
            raise wrong(built.folder, built.graph.name, "unloadable") from error

    return Encoder(
        stamp=_stamp(built.name, built.sha256, built.prompt),
        engine=engine,
        dimension=built.dimension,
        _run=lambda texts, batch: started()(texts, batch),
    )


def _tokens(built: _Built) -> Callable[[Sequence[str]], tuple[NDArray[Any], NDArray[Any]]]:
    """A function from texts to padded token ids and their mask."""
    import numpy as np
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(built.tokenizer))
    tokenizer.enable_truncation(built.max_tokens)
    tokenizer.enable_padding(pad_id=built.pad_id, pad_token=built.pad_token)

    def read(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        found = tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in found], np.int64)
        return ids, np.array([one.attention_mask for one in found], np.int64)

    return read


def _session(built: _Built) -> Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float32]]:
    """A function from token ids and mask to one vector a token."""
    session = start_session(built.graph, spare_threads())

    def run(ids: NDArray[Any], mask: NDArray[Any]) -> NDArray[np.float32]:
        (states,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
        result: NDArray[np.float32] = states
        return result

    return run


def _bare(built: _Built) -> Run:
    """Encode without torch: longest texts first, mean of the real tokens."""
    import numpy as np

    read, run = _tokens(built), _session(built)

    def encode(texts: list[str], batch: int) -> NDArray[np.float32]:
        asked = [built.prompt + text for text in texts]
        order = sorted(range(len(asked)), key=lambda n: -len(asked[n]))
        vectors = np.empty((len(asked), built.dimension), np.float32)
        for first in range(0, len(order), batch):
            part = order[first : first + batch]
            ids, mask = read([asked[n] for n in part])
            share = mask[:, :, None].astype(np.float32)
            vectors[part] = (run(ids, mask) * share).sum(axis=1) / share.sum(axis=1)
        return vectors

    return encode


def _front(built: _Built) -> Run:
    """Encode through sentence-transformers, whose first module runs our graph."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import InputModule, Normalize, Pooling

    read, run = _tokens(built), _session(built)

    class GraphEncoder(InputModule):  # type: ignore[misc]
        """Token vectors from the ONNX graph."""

        max_seq_length = built.max_tokens

        def preprocess(
            self, inputs: Sequence[str], prompt: str | None = None, **_options: object
        ) -> dict[str, Any]:
            ids, mask = read([(prompt or "") + text for text in inputs])
            return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

        def forward(self, features: dict[str, Any], **_options: object) -> dict[str, Any]:
            states = run(features["input_ids"].numpy(), features["attention_mask"].numpy())
            features["token_embeddings"] = torch.from_numpy(states)
            return features

        def get_embedding_dimension(self) -> int:
            return built.dimension

        def save(self, *_values: object, **_options: object) -> None:
            raise TypeError("this folder is only read")

    model = SentenceTransformer(
        modules=[GraphEncoder(), Pooling(built.dimension, "mean"), Normalize()], device="cpu"
    )
    return _through(model, built.prompt)


def _through(model: Any, prompt: str) -> Run:
    """Encode with a sentence-transformers model."""

    def encode(texts: list[str], batch: int) -> NDArray[np.float32]:
        # The prompt goes in front here: a text that is only a link or a file name would otherwise
        # be taken for a picture to open by models that know pictures.
        result: NDArray[np.float32] = model.encode(
            [prompt + text for text in texts],
            prompt="",
            batch_size=batch,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return result

    return encode


def _load_plain(folder: Path) -> Encoder:
    """Load a sentence-transformers folder that a unit brings; it may hold no code of its own."""
    if not (folder / PLAIN_WEIGHTS).is_file():
        raise BadInputError("model_missing", path=folder, place=PLAIN_WEIGHTS)
    try:
        kinds = [str(m["type"]) for m in json.loads((folder / MODULES).read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise wrong(folder, MODULES, "unreadable") from error
    if any(not kind.startswith("sentence_transformers.") for kind in kinds):
        raise wrong(folder, MODULES, "foreign_code")
    if not has_torch():
        raise wrong(folder, MODULES, "torch_missing")
    state = (folder / PLAIN_WEIGHTS).stat()
    sha256 = sha256_of(folder / PLAIN_WEIGHTS, state.st_size, state.st_mtime_ns)
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.set_num_threads(spare_threads())
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        model.max_seq_length = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
        prompt = (model.prompts or {}).get(model.default_prompt_name or "query", "") or ""
        dimension = int(model.get_embedding_dimension())
    except Exception as error:
        raise wrong(folder, PLAIN_WEIGHTS, "unloadable") from error
    return Encoder(
        stamp=_stamp(folder.name, sha256, prompt),
        engine="sentence-transformers",
        dimension=dimension,
        _run=_through(model, prompt),
    )
