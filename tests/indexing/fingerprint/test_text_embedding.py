# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentence vectors: one interface, the same numbers by either engine, known errors only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.paths import model_folder
from indexing.errors import BadInputError
from indexing.fingerprint import model_folder as model_folder_files
from indexing.fingerprint import text_embedding
from indexing.link import meaning
from indexing.link.meaning_background import means_for
from tests.tiny_encoder import HIDDEN, make_encoder, make_wheels, packaging_module, truth

TEXTS = ["room boat", "", "work night house boat bread lake", "lake", "\ud800 boat", "бот"]
needs_model = pytest.mark.skipif(
    not (model_folder() / "manifest.json").exists(), reason="the embedding model is not built"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    manifest, wheels = make_wheels(root)
    packaging_module("models").build(root / "tiny", manifest=manifest, wheels=wheels, fp32=True)
    return root / "tiny"


@pytest.fixture
def tiny(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "tiny"))


@pytest.fixture(autouse=True)
def same_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in model_folder_files.OFFLINE:
        monkeypatch.setenv(name, "1")
    yield
    model_folder_files.sha256_of.cache_clear()


def test_vectors_are_the_mean_of_the_tokens(tiny: Path) -> None:
    encoder = text_embedding.load(tiny, engine="onnx")
    vectors = encoder.encode(["room boat", "lake"])
    assert vectors.shape == (2, HIDDEN)
    assert vectors.dtype == np.float32
    expected = truth(make_encoder(), [0, 4, 5, 9, 2]).mean(axis=0)  # the prompt is "ride "
    assert vectors[0] @ expected / np.linalg.norm(expected) > 0.998


def test_any_text_gets_a_unit_vector(tiny: Path) -> None:
    encoder = text_embedding.load(tiny, engine="onnx")
    vectors = encoder.encode([*TEXTS, "boat " * 5000])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, HIDDEN)


def test_a_vector_does_not_depend_on_its_neighbours(tiny: Path) -> None:
    encoder = text_embedding.load(tiny, engine="onnx")
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(together, encoder.encode(TEXTS, batch=2), atol=1e-5)


def test_the_stamp_names_model_hash_prompt_and_centring(tiny: Path) -> None:
    stamp = text_embedding.load(tiny, engine="onnx").stamp
    sha256 = json.loads((tiny / "manifest.json").read_text("utf-8"))["files"]["model_int8.onnx"]
    assert stamp.kind == "text-embedding"
    assert sha256["sha256"][:12] in stamp.version
    assert text_embedding.CENTRING in stamp.version
    assert "ride" in stamp.version


def test_no_folder_is_model_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tmp_path / "nowhere")
    assert caught.value.code == "model_missing"


@pytest.mark.parametrize("name", ["model_int8.onnx", "tokenizer.json"])
def test_a_lost_file_is_model_missing(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert (caught.value.code, caught.value.place) == ("model_missing", name)


@pytest.mark.parametrize("name", ["model_int8.onnx", "tokenizer.json"])
@pytest.mark.parametrize(("tail", "problem"), [(b"", "size"), (b"?", "sha256")])
def test_an_altered_file_is_model_wrong(tiny: Path, name: str, tail: bytes, problem: str) -> None:
    data = (tiny / name).read_bytes()
    (tiny / name).write_bytes(data[:-1] + tail)
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert (caught.value.code, caught.value.place) == ("model_wrong", name)
    assert caught.value.detail == {"problem": problem}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "faisceau-model/9"}', '{"format": 1'])
def test_a_broken_manifest_is_model_wrong(tiny: Path, text: str) -> None:
    (tiny / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert caught.value.code == "model_wrong"


def test_a_graph_that_cannot_run_is_model_wrong(tiny: Path) -> None:
    (tiny / "model_int8.onnx").write_bytes(b"no graph")
    made = json.loads((tiny / "manifest.json").read_text("utf-8"))
    state = {"bytes": 8, "sha256": packaging_module("models").sha256_of(tiny / "model_int8.onnx")}
    made["files"]["model_int8.onnx"] = state
    (tiny / "manifest.json").write_text(json.dumps(made), "utf-8")
    encoder = text_embedding.load(tiny, engine="onnx")
    with pytest.raises(BadInputError) as caught:
        encoder.encode(["boat"])
    assert caught.value.detail == {"problem": "unloadable"}


def test_without_torch_the_small_engine_serves(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_embedding, "has_torch", lambda: False)
    assert text_embedding.load(tiny).engine == "onnx"
    (tiny / "manifest.json").unlink()
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert caught.value.detail == {"problem": "torch_missing"}


def test_a_brought_folder_may_hold_no_code_of_its_own(tiny: Path) -> None:
    (tiny / "manifest.json").unlink()
    (tiny / "modules.json").write_text('[{"type": "evil.Module", "path": ""}]', "utf-8")
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert caught.value.detail == {"problem": "foreign_code"}


def test_a_brought_folder_without_safe_weights_is_refused(tiny: Path) -> None:
    (tiny / "manifest.json").unlink()
    (tiny / "model.safetensors").rename(tiny / "pytorch_model.bin")
    with pytest.raises(BadInputError) as caught:
        text_embedding.load(tiny)
    assert (caught.value.code, caught.value.place) == ("model_missing", "model.safetensors")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_torch_that_cannot_start_is_done_without(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_built: object) -> object:
        raise ImportError("libcudnn.so.9")

    monkeypatch.setattr(text_embedding, "_front", fails)
    monkeypatch.setattr(text_embedding, "has_torch", lambda: True)
    assert text_embedding.load(tiny).encode(["one text"]).shape[0] == 1
    with pytest.raises(BadInputError, match="model_wrong"):
        text_embedding.load(tiny, engine="sentence-transformers").encode(["one text"])


@pytest.mark.skipif(not text_embedding.has_torch(), reason="no torch is to be had here")
def test_both_engines_give_the_same_vectors(tiny: Path) -> None:
    front = text_embedding.load(tiny, engine="sentence-transformers")
    bare = text_embedding.load(tiny, engine="onnx")
    texts = [*TEXTS, "https://example.org/a.jpg", str(tiny / "NOTICE.txt")]
    np.testing.assert_allclose(front.encode(texts), bare.encode(texts, batch=3), atol=1e-5)
    assert front.stamp == bare.stamp
    (tiny / "manifest.json").unlink()
    plain = text_embedding.load(tiny)
    assert plain.engine == "sentence-transformers"
    assert (plain.encode(TEXTS) * bare.encode(TEXTS)).sum(axis=1).min() > 0.995


def ads() -> list[tuple[str, str, str]]:
    file = Path(__file__).parents[3] / "resources" / "benchmark" / "translated_ads.json"
    found = json.loads(file.read_text("utf-8"))["ads"]
    return [(ad, tongue, text) for ad, by in found.items() for tongue, text in by.items()]


@pytest.mark.model
@needs_model
def test_translations_are_found_across_languages() -> None:
    names, tongues, texts = (list(column) for column in zip(*ads(), strict=True))
    vectors = text_embedding.load(model_folder(), engine="onnx").encode(texts)
    placed = meaning.centre(vectors, tongues, means_for("multilingual-e5-small", 384))
    scores = placed @ placed.T
    same = np.equal.outer(names, names)
    upper = np.triu(np.ones_like(same), 1)
    near, far = scores[upper & same], scores[upper & ~same]
    assert np.greater.outer(near, far).mean() >= 0.98  # area under the ROC curve
    hits = []
    for n in range(len(texts)):
        for tongue in sorted(set(tongues) - {tongues[n]}):
            there = np.flatnonzero(np.equal(tongues, tongue))
            hits.append(names[there[scores[n, there].argmax()]] == names[n])
    assert np.mean(hits) >= 0.97
    assert (far >= 0.28).mean() < 0.005
