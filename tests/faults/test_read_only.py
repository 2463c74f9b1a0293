# SPDX-License-Identifier: GPL-3.0-or-later
"""A case on a write-protected disk, or with one protected file: said so, with what to do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage.doors import CaseDoors
from app.views import problems
from indexing.errors import KnownError
from indexing.store import audit
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.faults import road


def protect(place: Path) -> bool:
    """Show a file or folder at its own place, for reading only."""
    first = ["mount", "--bind", str(place), str(place)]
    if not sys.platform.startswith("linux"):
        return False
    try:
        if subprocess.run(first, capture_output=True, check=False).returncode:
            return False
    except OSError:
        return False
    subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
    return True


@pytest.fixture(params=[".", "case.db"])
def protected(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    case = road.new_case(tmp_path / "one.faisceau")
    place = case / str(request.param)
    if not protect(place):
        pytest.skip("may not mount here")
    try:
        yield case
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_protected_case_is_refused_with_its_place_and_remedy(protected: Path) -> None:
    with pytest.raises(KnownError) as caught:
        open_case(protected, secret=Passphrase(road.PASSPHRASE), mode="write")
    assert caught.value.code == "case_read_only"
    text, remedy = problems.words(caught.value)
    assert str(protected) in text
    assert "write-protected" in text
    assert "copy" in remedy


def test_an_act_on_a_case_that_became_protected_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAISCEAU_HOME", str(tmp_path / "home"))
    case = road.new_case(tmp_path / "one.faisceau")
    session = CaseDoors().open(str(case), road.PASSPHRASE)
    try:
        session._case.db.execute("PRAGMA query_only=1")  # refuses as a protected file does
        with pytest.raises(KnownError) as caught:
            session.unmask(1, "test")
        assert caught.value.code == "case_read_only"
        assert str(case) in problems.words(caught.value)[0]
        assert '"A1"' not in str(list(audit.lines(session._case)))
        session._case.db.execute("PRAGMA query_only=0")
        session.unmask(1, "test")
        assert '"A1"' in str(list(audit.lines(session._case)))
    finally:
        session.close()
