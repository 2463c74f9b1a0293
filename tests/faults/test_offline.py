# SPDX-License-Identifier: GPL-3.0-or-later
"""No internet socket is ever asked for: the real commands watched by strace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexing.fingerprint.model_folder import OFFLINE

ROOT = Path(__file__).resolve().parents[2]
WATCH = ROOT / "packaging" / "verify_offline.py"


def watched(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(WATCH), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_commands_ask_for_no_internet_socket() -> None:
    ran = watched("--quick")
    if ran.returncode == 2:
        pytest.skip("strace may not watch here")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "control: a script that connects is seen" in ran.stdout
    assert "INTERNET" not in ran.stdout


def test_the_model_runtime_is_told_not_to_report_to_its_maker() -> None:
    assert OFFLINE["ORT_DISABLE_TELEMETRY"] == "1"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.timeout(1_800)
def test_demo_model_and_window_ask_for_no_internet_socket() -> None:
    ran = watched()
    if ran.returncode == 2:
        pytest.skip("strace may not watch here")
    assert ran.returncode == 0, ran.stdout + ran.stderr
