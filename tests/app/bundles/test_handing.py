# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau bundle`` and ``faisceau verify`` from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import messages
from app.bundles import layout
from app.commands.handing import bundle_command, verify_command
from app.messages.problems import PROBLEMS
from indexing.errors import BadInputError, KnownError
from indexing.store.case import Case
from tests.app.bundles.conftest import PASSPHRASE


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)


def verified(bundle: Path, *options: str) -> Result:
    return CliRunner().invoke(
        verify_command, [str(bundle), "--json", "--progress", "none", *options]
    )


def test_a_bundle_is_written_beside_an_open_window_and_verified(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    words = [str(case.path), str(out), "--json", "--progress", "none"]
    written = CliRunner().invoke(bundle_command, words, catch_exceptions=False)
    told = json.loads(written.stdout)
    assert (told["items"], told["images"], told["redacted"]) == (4, 3, False)
    result = verified(out)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "valid": True, "problems": [], "signer": told["signer"], "items": 4,
    }  # fmt: skip


def test_what_was_changed_is_named_and_the_exit_code_is_five(copied: Path) -> None:
    (copied / layout.LINKS).write_bytes(b"")
    result = verified(copied)
    found = json.loads(result.stdout)
    assert result.exit_code == 5
    assert found["valid"] is False
    assert {"data/links.jsonl"} <= {one["path"] for one in found["problems"]}
    told = CliRunner().invoke(verify_command, [str(copied), "--progress", "none"])
    assert told.exit_code == 5
    assert "This file was changed." in told.stdout


def test_another_signer_is_no_valid_bundle(bundle: Path) -> None:
    assert verified(bundle, "--signer", "SHA256:other").exit_code == 5


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere", "bundle_missing"),
        ("x.tar.age", "bundle_encrypted"),
        ("x", "bundle_not_a_folder"),
    ],
)
def test_what_is_no_bundle_is_bad_input(tmp_path: Path, name: str, code: str) -> None:
    if name != "nowhere":
        (tmp_path / name).write_bytes(b"x")
    result = verified(tmp_path / name)
    assert isinstance(result.exception, BadInputError)
    assert result.exception.code == code


def test_an_empty_folder_is_not_valid(tmp_path: Path) -> None:
    assert verified(tmp_path).exit_code == 5


def test_the_script_in_the_bundle_runs_by_itself(copied: Path) -> None:
    words = [sys.executable, "-I", str(copied / layout.VERIFIER)]
    good = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("VALID: 23 files, 4 ads, signed by SHA256:")
    (copied / layout.TAGS).write_bytes(b"")
    assert subprocess.run(words, capture_output=True, check=False).returncode == 5


@pytest.mark.parametrize(
    "code",
    [
        "bundle_exists", "bundle_missing", "bundle_empty", "bundle_inside_case", "bundle_encrypted",
        "bundle_not_a_folder", "bundle_unwritable", "redaction_unread", "recipient_wrong",
    ],
)  # fmt: skip
def test_every_error_has_its_words(code: str) -> None:
    assert code not in messages.describe(KnownError(code)).text


def test_every_problem_has_its_words() -> None:
    folder = Path(layout.__file__).parent
    raised = {
        word.strip('"')
        for file in ("verify.py", "audit_check.py")
        for word in (folder / file).read_text().replace(",", " ").replace(")", " ").split()
        if word.startswith(('"bundle_', '"audit_'))
    }
    named = {"bundle_missing", "bundle_encrypted", "bundle_not_a_folder"}
    assert len(raised) > 10
    assert raised - named <= set(PROBLEMS)
