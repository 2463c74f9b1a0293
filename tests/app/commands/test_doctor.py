# SPDX-License-Identifier: GPL-3.0-or-later
"""``doctor`` tells what it found here, also without a model."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

import app
from app import paths
from app.commands import doctor, window_libraries
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


def test_what_is_not_there_yet_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAISCEAU_HOME", str(tmp_path / "home"))
    told = {line.split(":")[0].strip(): line for line in run("doctor").out.decode().splitlines()}
    for name in ("home", "settings", "logs", "demo_case"):
        assert told[name].endswith("(not there yet; made when it is needed)")
    assert told["program"].endswith(str(paths.ROOT))
    (tmp_path / "home" / "logs").mkdir(parents=True)
    assert f"  logs: {tmp_path / 'home' / 'logs'}\n" in run("doctor").out.decode()
    assert run("doctor", "--json").json()["paths"]["settings"] == str(paths.settings_file())


def test_libraries_that_the_window_misses_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = (
        "a.so:\n\tlibEGL.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n"
        "b.so:\n\tlibxcb-cursor.so.0 => not found\n\tlibEGL.so.1 => not found\n"
        "\tlibQt6Core.so.6 => not found\n"
    )
    names = window_libraries.told_missing(listing)
    assert names == ["libEGL.so.1", "libxcb-cursor.so.0"]
    monkeypatch.setattr(window_libraries, "missing", lambda: names)
    assert run("doctor", "--json").json()["window"] == {"libraries_missing": names}
    told = run("doctor")
    assert told.code == 0
    assert "libEGL.so.1, libxcb-cursor.so.0" in told.err
    assert f"as root: {window_libraries.INSTALL}" in told.err
    monkeypatch.setattr(window_libraries, "missing", list)
    assert "apt-get" not in run("doctor").err


@pytest.mark.skipif(sys.platform != "linux", reason="no such libraries elsewhere")
def test_the_files_of_the_window_are_looked_at() -> None:
    names = {file.name for file in window_libraries._files()}
    assert names >= {"libqxcb.so", "QtWidgets.abi3.so", "QtGui.abi3.so"}


def test_set_up_and_doctor_name_the_same_packages() -> None:
    text = (paths.ROOT / "packaging" / "start.py").read_text(encoding="utf-8")
    written = next(
        node.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "QT_LIBRARIES"
    )
    assert ast.literal_eval(written) == window_libraries.INSTALL


def test_the_program_knows_its_version() -> None:
    declared = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["version"] == app.__version__
    assert app.__version__.encode() in run("--version").out


def test_an_open_internet_socket_would_be_counted(tmp_path: Path) -> None:
    assert doctor._inet_sockets() in (0, None)
