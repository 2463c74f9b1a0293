# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled code stands beside the program, or in the program's own folder of the person."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app import paths
from app.__main__ import main


@pytest.fixture
def installed_by_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program's folders may not be written; the person's may."""

    def access(place: os.PathLike[str], mode: int) -> bool:
        return paths.ROOT not in Path(place).parents or mode != os.W_OK

    monkeypatch.setattr(os, "access", access)
    monkeypatch.setenv("FAISCEAU_HOME", str(tmp_path / "own"))
    # set first, so that what the program sets is taken back after the test
    monkeypatch.setenv("NUMBA_CACHE_DIR", "set")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    return tmp_path / "own" / "compiled"


def test_compiled_code_stands_beside_a_program_that_may_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "access", lambda _place, _mode: True)
    assert paths.compiled_code() is None


def test_a_program_that_may_not_be_written_compiles_into_its_own_folder(
    installed_by_root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["--version"]) == 0
    assert os.environ["NUMBA_CACHE_DIR"] == str(installed_by_root)
    assert capfd.readouterr().err == ""


def test_a_folder_that_was_named_stays(
    installed_by_root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    assert main(["--version"]) == 0
    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"
    assert capfd.readouterr().err == ""
