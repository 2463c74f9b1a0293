# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny stand-in of the model of how texts are written: same shapes, random weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

BITS, CHUNK, DIMENSION = 24, 512, 256


def graph_bytes() -> bytes:
    """An ONNX graph: bits in, a unit vector of their mean through random weights out."""
    from onnx import TensorProto, helper, numpy_helper

    weights = np.random.default_rng(7).normal(size=(BITS, DIMENSION)).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["bits", "axis"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "weights"], ["wide"]),
        helper.make_node("LpNormalization", ["wide"], ["vector"], axis=-1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("bits", TensorProto.FLOAT, ["n", CHUNK, BITS])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", DIMENSION])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array([1], np.int64), "axis"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return bytes(model.SerializeToString())


def make_folder(folder: Path, *, dimension: int = DIMENSION) -> Path:
    """A model folder with its manifest."""
    folder.mkdir(parents=True)
    data = graph_bytes()
    (folder / "tiny.onnx").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    made = {
        "format": "faisceau-model/1",
        "name": "tiny",
        "graph": "tiny.onnx",
        "dimension": dimension,
        "files": {"tiny.onnx": {"bytes": len(data), "sha256": digest}},
    }
    (folder / "manifest.json").write_text(json.dumps(made), "utf-8")
    return folder
