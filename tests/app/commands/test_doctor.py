# SPDX-License-Identifier: GPL-3.0-or-later
"""``doctor`` tells what it found here, also without a model."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import app
from app import paths
from app.commands import doctor
from indexing.sandbox import text_reading
from tests.app.commands.driving import run


def test_doctor_tells_versions_model_sandbox_and_guarantees() -> None:
    document = run("doctor", "--json").json()
    assert set(document) >= {
        "versions", "model", "similarity_model", "sandbox", "offline", "codebook", "paths",
        "screen", "picture_reader",
    }  # fmt: skip
    versions = document["versions"]
    assert versions["sqlcipher"]
    assert versions["sqlite"]
    assert versions["crypto_library"]
    assert versions["libraries"]["cryptography"]
    assert document["model"]["code"] == "model_missing"
    assert document["similarity_model"]["code"] == "model_missing"
    assert document["picture_reader"]["usable"]
    assert len(document["picture_reader"]["sha256"]) == 3
    assert document["sandbox"]["works"]
    assert document["sandbox"]["process"]
    assert document["codebook"]["sha256"]
    assert document["offline"]["variables"]["HF_HUB_OFFLINE"] == "1"


def test_doctor_misses_a_model_of_the_picture_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    name, _sha256 = text_reading.MODELS["Det"]
    monkeypatch.setitem(text_reading.MODELS, "Det", (name, "0" * 64))
    state = run("doctor", "--json").json()["picture_reader"]
    assert (state["usable"], state["code"], state["place"]) == (False, "reader_missing", name)


def test_doctor_speaks_to_people_too() -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert b"sandbox:" in ran.out


def test_the_program_knows_its_version() -> None:
    declared = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["version"] == app.__version__
    assert app.__version__.encode() in run("--version").out


def test_an_open_internet_socket_would_be_counted(tmp_path: Path) -> None:
    assert doctor._inet_sockets() in (0, None)
