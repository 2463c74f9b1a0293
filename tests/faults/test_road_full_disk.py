# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk in import and index: told, nothing lost, and with more room the same end."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.store import durable
from tests.app.commands.driving import run
from tests.faults import road

STEP, WIDE_STEP = 1_500_000, 9_000_000


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return road.write_source(tmp_path_factory.mktemp("road"))


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> road.Standing:
    case = road.new_case(source.with_name("undisturbed.faisceau"))
    road.done("import", case, source, "--images", source.with_name("pictures"))
    road.done("index", case, "--workers", "1")
    return road.standing(case)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not sys.platform.startswith("linux") or not mount(folder, STEP, first=True):
        pytest.skip("may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def mount(folder: Path, size: int, *, first: bool = False) -> bool:
    options = f"size={size}" if first else f"remount,size={size}"
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def used(folder: Path) -> int:
    state = os.statvfs(folder)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def run_with_ever_more_room(disk: Path, step: int, *words: object) -> int:
    """Run again and again, each time with more room, until it ends well; how often it was full."""
    size = used(disk) + STEP // 4
    for full in range(100):
        assert mount(disk, size)
        code, document, err = road.finish(*words)
        if code == 0:
            return full
        assert (code, document["error"]["code"]) == (3, "disk_full"), (document, err)
        assert document["error"]["path"]
        assert b"Make room" in err
        size += step
    raise AssertionError("never enough room")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("step", [WIDE_STEP, pytest.param(STEP, marks=pytest.mark.slow)])
def test_a_full_disk_is_told_and_more_room_gives_the_same_end(
    source: Path, undisturbed: road.Standing, small_disk: Path, step: int
) -> None:
    case = road.new_case(small_disk / "one.faisceau")
    bring = ("import", case, source, "--images", source.with_name("pictures"))
    assert run_with_ever_more_room(small_disk, step, *bring) >= 1
    assert run_with_ever_more_room(small_disk, step, "index", case, "--workers", "1") >= 1
    assert mount(small_disk, 10 * STEP + used(small_disk))
    assert road.standing(case) == undisturbed
    road.assert_whole(case)


@pytest.mark.timeout(600)
def test_a_full_disk_while_a_picture_is_stored(
    source: Path,
    undisturbed: road.Standing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same where no small file system can be had: every picture file fails at first."""
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", road.PASSPHRASE)
    monkeypatch.setenv("FAISCEAU_MODELS", str(tmp_path))
    case = road.new_case(tmp_path / "one.faisceau")
    write = durable.write_whole
    left = [5]

    def write_until_full(*words: object, **options: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*words, **options)  # type: ignore[arg-type]

    for command in (
        ("import", case, source, "--images", source.with_name("pictures")),
        ("index", case, "--workers", "1"),
    ):
        left[0] = 5
        with monkeypatch.context() as patch:
            patch.setattr(durable, "write_whole", write_until_full)
            ran = run(*command, "--json")
        assert (ran.code, ran.error()["code"]) == (3, "disk_full")
        assert run("check", case, "--json").json()["problems"] == []
        assert run(*command, "--json").code == 0
    assert road.standing(case) == undisturbed
    road.assert_whole(case)
