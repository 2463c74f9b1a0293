# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that VERIFY.txt prints accepts a bundle as it is, and refuses a changed one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.bundles import layout, sshsig
from app.bundles.verify import check_bundle
from indexing.progress import run

TEMPLATE = (paths.RESOURCES / "bundle" / "VERIFY.txt").read_text(encoding="utf-8")
LANGUAGES = 3
TOOLS = ("sha256sum", "grep", "bagit.py", "ssh-keygen", "python3")


def commands(bundle: Path) -> list[str]:
    text = (bundle / layout.INSTRUCTIONS).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


def run_all(bundle: Path) -> dict[str, int]:
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    codes = {}
    for command in dict.fromkeys(commands(bundle)):
        tool = command.split()[0]
        if shutil.which(tool, path=here) is None:
            continue
        done = subprocess.run(
            ["sh", "-c", command], cwd=bundle, env={**os.environ, "PATH": here}, check=False,
            capture_output=True,
        )  # fmt: skip
        codes[command] = done.returncode
    if not codes:
        pytest.skip("no stock tool is here")
    return codes


def test_the_three_languages_print_the_same_commands(bundle: Path) -> None:
    found = commands(bundle)
    third = len(found) // LANGUAGES
    assert found[:third] == found[third : 2 * third] == found[2 * third :]
    assert {command.split()[0] for command in found} == set(TOOLS)


def test_all_commands_accept_the_bundle_as_it_is(bundle: Path) -> None:
    codes = run_all(bundle)
    assert set(codes.values()) == {0}, codes
    assert run(check_bundle(bundle)).valid  # no command left anything behind


def test_a_changed_item_is_refused(copied: Path) -> None:
    file = copied / layout.ITEMS
    file.write_bytes(file.read_bytes().replace(b"Quiet", b"Noisy"))
    codes = run_all(copied)
    refusing = [command for command, code in codes.items() if code]
    assert any(command.startswith("python3 verify.py") for command in refusing)
    assert any(command.startswith("sha256sum") for command in refusing)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_a_changed_seal_is_refused_by_ssh_keygen(copied: Path) -> None:
    seal = copied / layout.SEAL
    seal.write_bytes(seal.read_bytes().replace(b'"items": 4', b'"items": 5'))
    codes = run_all(copied)
    assert [code for command, code in codes.items() if "-Y verify" in command] != [0]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_ssh_keygen_prints_the_fingerprint_we_do(bundle: Path) -> None:
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", layout.PUBLIC_KEY], cwd=bundle, check=True, capture_output=True
    )
    signer = run(check_bundle(bundle)).signer
    assert signer in printed.stdout.decode()
    assert signer in (bundle / layout.INSTRUCTIONS).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_a_signature_of_ssh_keygen_is_understood(tmp_path: Path) -> None:
    key, message = tmp_path / "key", tmp_path / "message"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    message.write_bytes(b"text\n")
    subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", layout.NAMESPACE, str(message)],
        check=True,
        capture_output=True,
    )
    signature = (tmp_path / "message.sig").read_bytes()
    found = sshsig.signer(signature, b"text\n", layout.NAMESPACE)
    assert found is not None
    public = (tmp_path / "key.pub").read_text().split()
    assert sshsig.public_line(found, public[2]) == " ".join(public)
    assert sshsig.signer(signature, b"text", layout.NAMESPACE) is None


def test_the_script_needs_only_the_standard_library() -> None:
    script = (paths.RESOURCES / "bundle" / "verify.py").read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", script, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)
    compile(script, "verify.py", "exec")
