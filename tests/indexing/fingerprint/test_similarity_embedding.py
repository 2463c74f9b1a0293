# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors of how texts are written: characters in as bits, one vector a text, known errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.paths import similarity_folder
from indexing.errors import BadInputError
from indexing.fingerprint import similarity_embedding
from indexing.fingerprint.similarity_embedding import CHUNK, DIMENSION, bits, chunks_of
from tests.tiny_similarity import make_folder

needs_model = pytest.mark.skipif(
    not (similarity_folder() / "manifest.json").exists(), reason="the model is not built"
)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "tiny")


def test_bits_spell_the_code_point() -> None:
    found = bits(np.array([ord("a"), 0x1F600, 0], np.uint32))
    spelt = ["".join(str(int(bit)) for bit in row) for row in found]
    assert [int(row, 2) for row in spelt] == [ord("a"), 0x1F600, 0]
    assert all(len(row) == 24 for row in spelt)


@pytest.mark.parametrize(
    ("length", "chunks"),
    [(0, 1), (1, 1), (512, 1), (513, 1), (768, 1), (769, 2), (1024, 2), (1300, 3), (9000, 4)],
)
def test_long_texts_are_read_in_chunks(length: int, chunks: int) -> None:
    found = chunks_of("é" * length)
    assert found.shape == (chunks, CHUNK)
    assert (found != 0).sum() == min(length, chunks * CHUNK)


def test_a_vector_depends_on_its_text_only(tiny: Path) -> None:
    encoder = similarity_embedding.load(tiny, threads=1)
    texts = ["room by the lake", "", "\ud800 boat", "бот", "ride " * 400, *["night"] * 20]
    together = encoder.encode(texts)
    assert together.shape == (len(texts), DIMENSION)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together[:1], axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert encoder.encode([]).shape == (0, DIMENSION)


def test_the_stamp_names_the_file_and_the_reading(tiny: Path) -> None:
    stamp = similarity_embedding.load(tiny).stamp
    known = json.loads((tiny / "manifest.json").read_text("utf-8"))["files"]["tiny.onnx"]["sha256"]
    assert stamp.kind == "text-similarity"
    assert known[:12] in stamp.version
    assert similarity_embedding.READING in stamp.version


def test_no_folder_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        similarity_embedding.load(tmp_path / "none")
    assert caught.value.code == "model_missing"


def test_a_missing_graph_is_named(tiny: Path) -> None:
    (tiny / "tiny.onnx").unlink()
    with pytest.raises(BadInputError) as caught:
        similarity_embedding.load(tiny)
    assert (caught.value.code, caught.value.place) == ("model_missing", "tiny.onnx")


@pytest.mark.parametrize(
    ("change", "problem"), [(b"?", "sha256"), (b"longer", "size"), (None, "unreadable")]
)
def test_an_altered_folder_is_refused(tiny: Path, change: bytes | None, problem: str) -> None:
    graph = tiny / "tiny.onnx"
    if change is None:
        (tiny / "manifest.json").write_text("{", "utf-8")
    else:
        graph.write_bytes(graph.read_bytes()[:-1] + change)
    with pytest.raises(BadInputError) as caught:
        similarity_embedding.load(tiny)
    assert (caught.value.code, caught.value.detail["problem"]) == ("model_wrong", problem)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "wide", dimension=384)
    with pytest.raises(BadInputError) as caught:
        similarity_embedding.load(folder)
    assert caught.value.detail["problem"] == "version"


@pytest.mark.model
@needs_model
def test_disguised_texts_lie_near_and_others_do_not() -> None:
    encoder = similarity_embedding.load(similarity_folder(), threads=1)
    plain = "Bright room by the old mill, ten minutes from the station, garden and cellar included."
    posed = "Br1ght r.o.o.m by tｈe օld m¡ll, t3n minutes frоm thе stαtion, gardeņ and cełlar incl."
    other = "Piano lessons for beginners on weekday evenings; bring your own music and a friend."
    vectors = encoder.encode([plain, posed, other])
    assert vectors[0] @ vectors[1] > 0.7
    assert vectors[0] @ vectors[2] < 0.5
