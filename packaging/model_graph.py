# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the packed 4-bit weights of an E5 encoder and writes them as int8 ONNX or safetensors.

The graph is written node by node with the ``onnx`` package, so that set-up needs no torch. Plain
ONNX operators only. Each token row of the activations is quantised by its own largest value
(``DynamicQuantizeLinear`` would take one scale for the whole batch, and a text's vector would
then change with the texts it happens to be encoded beside: cosine .996 to itself, measured).
Weights keep 7 bits, because processors without VNNI saturate when two 8-bit products are added.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"E5S1"
GROUP: Final = 32
GROUP_BYTES: Final = 18  # a float16 scale, then 32 values of 4 bits
WEIGHT_RANGE: Final = 64
ROWS_AT_ONCE: Final = 16_384
OPSET: Final = 20
IR_VERSION: Final = 10

Floats = NDArray[np.float32]
Told = Callable[[float], None]


class WeightsError(Exception):
    """The weight file is not in the format this reader knows."""


class Shape(NamedTuple):
    """Sizes of the encoder as its file states them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float


class Weights:
    """A packed weight file held in memory; tensors are unpacked when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        try:
            self._read_header()
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise WeightsError(str(error)) from error

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def _read_header(self) -> None:
        if self.data[:4] != MAGIC:
            raise WeightsError("not an E5S1 file")
        self.at = 8
        sizes = self._take("7i")
        epsilon, group = self._take("fi")
        if group != GROUP:
            raise WeightsError(f"values are packed in groups of {group}")
        self.shape = Shape._make((*sizes, epsilon))
        count, _begin, _end, _pad, _unknown = self._take("5i")
        (text_bytes,) = self._take("Q")
        starts = self._array("<u4", count + 1).astype(np.int64)
        self.at += 4 * count  # the piece scores; tokenizer.json has them too
        text = self.data[self.at : self.at + text_bytes]
        self.at += text_bytes
        self.pieces = [text[a:b].decode() for a, b in pairwise(starts)]
        _rules, rule_bytes = self._take("iI")
        self.at += rule_bytes
        (tensors,) = self._take("i")
        self.places: dict[str, tuple[int, int]] = {}
        for _ in range(tensors):
            (length,) = self._take("H")
            name = self.data[self.at : self.at + length].decode()
            self.at += length
            _kind, values, start, size = self._take("BIQQ")
            if start + size > len(self.data):
                raise WeightsError(f"{name} ends behind the end of the file")
            self.places[name] = (start, values)

    def plain(self, name: str, *shape: int) -> Floats:
        """A tensor that is stored as 32-bit floats."""
        start, values = self.places[name]
        return np.frombuffer(self.data, "<f4", values, start).reshape(shape).astype(np.float32)

    def packed(self, name: str, rows: int, columns: int, first: int = 0) -> Floats:
        """``rows`` rows from ``first`` on of a tensor that is stored in 4-bit groups."""
        groups = rows * columns // GROUP
        start = self.places[name][0] + first * columns // GROUP * GROUP_BYTES
        raw = np.frombuffer(self.data, np.uint8, groups * GROUP_BYTES, start)
        raw = raw.reshape(groups, GROUP_BYTES)
        scale = np.ascontiguousarray(raw[:, :2]).view("<f2").astype(np.float32)
        half = raw[:, 2:]  # low halves are the first 16 values of a group, high halves the rest
        values = np.concatenate([half & 15, half >> 4], axis=1).astype(np.float32) - 8
        return (values * scale).reshape(rows, columns)


def quantised(weight: Floats, top: int) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers in ``-top..top`` and the scale of each row that turns them back."""
    scale = np.abs(weight).max(axis=1, keepdims=True) / np.float32(top)
    scale[scale == 0] = 1
    whole = np.clip(np.rint(weight / scale), -top, top).astype(np.int8)
    return whole, scale.astype(np.float32)


class Graph:
    """Collects nodes and constants; every operation returns the name of what it makes."""

    def __init__(self) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self.helper, self.from_array = helper, numpy_helper.from_array
        self.float, self.uint8, self.int64 = (
            TensorProto.FLOAT,
            TensorProto.UINT8,
            TensorProto.INT64,
        )
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """A constant; one that is already there under this name is used again."""
        if name not in self.constants:
            self.constants[name] = self.from_array(np.asarray(value, order="C"), name)
        return name

    def many(self, kind: str, inputs: list[str], outputs: int, **options: object) -> list[str]:
        """An operation with several results."""
        names = [f"{kind}_{len(self.nodes)}_{n}" for n in range(outputs)]
        self.nodes.append(self.helper.make_node(kind, inputs, names, **options))
        return names

    def do(self, kind: str, *inputs: str, **options: object) -> str:
        """An operation with one result."""
        return self.many(kind, list(inputs), 1, **options)[0]

    def linear(self, x: str, name: str, weight: Floats, bias: Floats) -> str:
        """``x @ weight.T + bias`` in whole numbers, each row of ``x`` with a scale of its own."""
        whole, scale = quantised(weight, WEIGHT_RANGE)
        last = self.constant("last_axis", np.array([-1]))
        peak = self.do("ReduceMax", self.do("Abs", x), last, keepdims=1)
        step = self.do("Mul", peak, self.constant("one_127th", np.float32(1 / 127)))
        step = self.do("Max", step, self.constant("tiny", np.float32(1e-20)))
        level = self.do("Round", self.do("Div", x, step))
        level = self.do("Add", level, self.constant("middle_float", np.float32(128)))
        byte = self.do("Cast", level, to=self.uint8)
        matrix = self.constant(f"{name}.weight", whole.T)
        middle = self.constant("middle", np.uint8(128))
        sums = self.do("Cast", self.do("MatMulInteger", byte, matrix, middle), to=self.float)
        y = self.do("Mul", self.do("Mul", sums, step), self.constant(f"{name}.scale", scale[:, 0]))
        return self.do("Add", y, self.constant(f"{name}.bias", bias))

    def normed(self, x: str, name: str, weights: Weights, epsilon: float) -> str:
        """Layer normalisation over the last axis."""
        size = weights.shape.hidden
        pair = [
            self.constant(f"{name}.{part}", weights.plain(f"{name}.{part}", size)) for part in "wb"
        ]
        return self.do("LayerNormalization", x, *pair, axis=-1, epsilon=epsilon)


def _embedded(graph: Graph, weights: Weights, told: Told) -> str:
    """Sum of word, position and type vectors; the word table is int8 with a scale per row."""
    shape = weights.shape
    table = np.empty((shape.words, shape.hidden), np.int8)
    scale = np.empty((shape.words, 1), np.float32)
    for first in range(0, shape.words, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, shape.words - first)
        part = weights.packed("emb.word", rows, shape.hidden, first)
        table[first : first + rows], scale[first : first + rows] = quantised(part, 127)
        told(0.6 * (first + rows) / shape.words)
    whole = graph.do("Gather", graph.constant("words", table), "input_ids")
    steps = graph.do("Gather", graph.constant("words.scale", scale), "input_ids")
    words = graph.do("Mul", graph.do("Cast", whole, to=graph.float), steps)
    position = weights.plain("emb.pos", shape.positions, shape.hidden)
    position = position + weights.plain("emb.type", shape.types, shape.hidden)[0]
    zero = graph.constant("zero", np.array([0]))
    length = graph.do("Shape", "input_ids", start=1, end=2)
    places = graph.do("Slice", graph.constant("positions", position), zero, length, zero)
    return graph.normed(graph.do("Add", words, places), "emb.ln", weights, shape.epsilon)


def _blocked(graph: Graph) -> str:
    """Zero for real tokens, a very low number for padding, shaped for attention scores."""
    mask = graph.do("Cast", "attention_mask", to=graph.float)
    away = graph.do("Sub", graph.constant("one", np.float32(1)), mask)
    low = graph.do("Mul", away, graph.constant("very_low", np.float32(-1e9)))
    return graph.do("Unsqueeze", low, graph.constant("axes_1_2", np.array([1, 2])))


def _attention(graph: Graph, x: str, blocked: str, weights: Weights, layer: str) -> str:
    """Self-attention of one layer; query, key and value share one multiplication."""
    shape = weights.shape
    size, head = shape.hidden, shape.hidden // shape.heads
    matrix = np.concatenate([weights.packed(f"{layer}.{n}.w", size, size) for n in "qkv"])
    bias = np.concatenate([weights.plain(f"{layer}.{n}.b", size) for n in "qkv"])
    third = graph.constant("thirds", np.array([size, size, size]))
    joined = graph.linear(x, f"{layer}.qkv", matrix, bias)
    heads = graph.constant("by_head", np.array([0, 0, shape.heads, head]))
    query, key, value = (
        graph.do("Transpose", graph.do("Reshape", part, heads), perm=order)
        for part, order in zip(
            graph.many("Split", [joined, third], 3, axis=-1),
            ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]),
            strict=True,
        )
    )
    scale = graph.constant("head_scale", np.float32(head**-0.5))
    scores = graph.do("Mul", graph.do("MatMul", query, key), scale)
    share = graph.do("Softmax", graph.do("Add", scores, blocked), axis=-1)
    mixed = graph.do("Transpose", graph.do("MatMul", share, value), perm=[0, 2, 1, 3])
    flat = graph.do("Reshape", mixed, graph.constant("joined", np.array([0, 0, size])))
    out = weights.packed(f"{layer}.ao.w", size, size)
    return graph.linear(flat, f"{layer}.ao", out, weights.plain(f"{layer}.ao.b", size))


def write_onnx(weights: Weights, path: Path, told: Told) -> None:
    """Write the int8 encoder: token ids and mask in, one vector a token out."""
    graph, shape = Graph(), weights.shape
    size, inner, epsilon = shape.hidden, shape.inner, shape.epsilon
    x = _embedded(graph, weights, told)
    blocked = _blocked(graph)
    for number in range(shape.layers):
        name = f"l{number}"
        x = graph.do("Add", x, _attention(graph, x, blocked, weights, name))
        x = graph.normed(x, f"{name}.aln", weights, epsilon)
        wide = weights.packed(f"{name}.fi.w", inner, size)
        y = graph.linear(x, f"{name}.fi", wide, weights.plain(f"{name}.fi.b", inner))
        narrow = weights.packed(f"{name}.fo.w", size, inner)
        y = graph.do("Gelu", y)
        y = graph.linear(y, f"{name}.fo", narrow, weights.plain(f"{name}.fo.b", size))
        x = graph.normed(graph.do("Add", x, y), f"{name}.oln", weights, epsilon)
        told(0.6 + 0.4 * (number + 1) / shape.layers)
    x = graph.do("Identity", x)
    graph.nodes[-1].output[0] = "last_hidden_state"
    helper = graph.helper
    inputs = [
        helper.make_tensor_value_info(name, graph.int64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", graph.float, ["texts", "tokens", size]
    )
    made = helper.make_graph(graph.nodes, "encoder", inputs, [output], [*graph.constants.values()])
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(made, opset_imports=opset, ir_version=IR_VERSION)
    path.write_bytes(model.SerializeToString(deterministic=True))


def write_safetensors(weights: Weights, path: Path) -> None:
    """Write the same weights as 32-bit floats under the names that transformers uses."""
    from safetensors.numpy import save_file

    shape = weights.shape
    size, inner = shape.hidden, shape.inner
    kinds = np.zeros((shape.types, size), np.float32)
    kinds[0] = weights.plain("emb.type", shape.types, size)[0]
    found = {
        "embeddings.word_embeddings.weight": weights.packed("emb.word", shape.words, size),
        "embeddings.position_embeddings.weight": weights.plain("emb.pos", shape.positions, size),
        "embeddings.token_type_embeddings.weight": kinds,
        "embeddings.LayerNorm.weight": weights.plain("emb.ln.w", size),
        "embeddings.LayerNorm.bias": weights.plain("emb.ln.b", size),
        "pooler.dense.weight": np.zeros((size, size), np.float32),  # mean pooling does not use it
        "pooler.dense.bias": np.zeros(size, np.float32),
    }
    linear = (
        ("q", "attention.self.query", size, size),
        ("k", "attention.self.key", size, size),
        ("v", "attention.self.value", size, size),
        ("ao", "attention.output.dense", size, size),
        ("fi", "intermediate.dense", inner, size),
        ("fo", "output.dense", size, inner),
    )
    for number in range(shape.layers):
        short, long = f"l{number}.", f"encoder.layer.{number}."
        for here, there, rows, columns in linear:
            matrix = weights.packed(f"{short}{here}.w", rows, columns)
            found[f"{long}{there}.weight"] = matrix
            found[f"{long}{there}.bias"] = weights.plain(f"{short}{here}.b", rows)
        for here, there in (("aln", "attention.output"), ("oln", "output")):
            found[f"{long}{there}.LayerNorm.weight"] = weights.plain(f"{short}{here}.w", size)
            found[f"{long}{there}.LayerNorm.bias"] = weights.plain(f"{short}{here}.b", size)
    save_file(found, path, metadata={"format": "pt"})
