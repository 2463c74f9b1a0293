# SPDX-License-Identifier: GPL-3.0-or-later
"""A case that was built once, copied for each test; passphrases are cheap to try here."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexing.store import case as cases
from indexing.store.keys import Argon2Cost
from tests.app.commands import corpus, driving
from tests.app.commands.protection_world import World, make_world


@dataclass(frozen=True, slots=True)
class Built:
    """Folders of an indexed case and of the files that it was made from."""

    folder: Path
    case: Path
    source: Path
    images: Path
    recovery_key: str
    import_document: driving.Row
    index_document: driving.Row


def _surround(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """No model, own home, English, cheap keys."""
    patch.setattr(cases, "Argon2Cost", lambda: Argon2Cost(64, 1, 1))
    patch.setenv("FAISCEAU_MODELS", str(folder / "no-models"))
    patch.setenv("FAISCEAU_HOME", str(folder / "home"))
    patch.setenv("FAISCEAU_LANGUAGE", "en")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test here runs without a model, in a home of its own, with cheap keys."""
    _surround(monkeypatch, tmp_path_factory.mktemp("surroundings"))


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase stands in the environment, unless a test takes it away."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", driving.PASSPHRASE)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The case that is only copied."""
    folder = tmp_path_factory.mktemp("built")
    source, images = corpus.write_csv(folder), corpus.write_pictures(folder)
    case = folder / "one.faisceau"
    with pytest.MonkeyPatch.context() as patch:
        _surround(patch, folder)
        patch.setenv("FAISCEAU_PASSPHRASE", driving.PASSPHRASE)
        key = driving.new_case(case)
        document = driving.imported(case, source, "--images", images)
        return Built(folder, case, source, images, key, document, driving.indexed(case))


@pytest.fixture
def case(pristine: Built, tmp_path: Path) -> Path:
    """A copy of the indexed case, for this test alone."""
    copy = tmp_path / "one.faisceau"
    shutil.copytree(pristine.case, copy)
    return copy


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A new case without ads."""
    folder = tmp_path / "empty.faisceau"
    driving.new_case(folder)
    return folder


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Six ads, of which one is to be sealed; the computer of one person."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", driving.PASSPHRASE)
    return make_world(tmp_path)
