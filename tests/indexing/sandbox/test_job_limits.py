# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits on Windows, against a system that stands in for it: calls, and layout of their data."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

from indexing.sandbox.job_limits import ExtendedLimits, MemoryCounters, limit_own_process

PROCESS, JOB = 17, 23


@dataclass
class System:
    """Takes every call, unless it is the one that fails."""

    fails: str = ""
    limits: ExtendedLimits | None = None
    jobs: list[tuple[int, int]] = field(default_factory=list)

    def GetCurrentProcess(self) -> int:  # noqa: N802 - as Windows calls it
        return PROCESS

    def K32GetProcessMemoryInfo(self, process: int, counters: Any, size: int) -> int:  # noqa: N802
        assert (process, size) == (PROCESS, counters._obj.cb)
        counters._obj.PagefileUsage = 50_000_000
        return self.fails != "memory"

    def CreateJobObjectW(self, attributes: None, name: None) -> int:  # noqa: N802
        assert attributes is name is None
        return 0 if self.fails == "create" else JOB

    def SetInformationJobObject(self, job: int, kind: int, data: Any, size: int) -> int:  # noqa: N802
        assert (job, kind, size) == (JOB, 9, ctypes.sizeof(ExtendedLimits))
        self.limits = data._obj
        return self.fails != "set"

    def AssignProcessToJobObject(self, job: int, process: int) -> int:  # noqa: N802
        self.jobs.append((job, process))
        return self.fails != "assign"


def test_a_worker_takes_little_memory_and_time_and_starts_nothing() -> None:
    system = System()
    assert limit_own_process(600_000_000, 900, kernel=system)
    assert system.jobs == [(JOB, PROCESS)]
    assert system.limits is not None
    assert system.limits.ProcessMemoryLimit == 650_000_000
    basic = system.limits.BasicLimitInformation
    assert (basic.ActiveProcessLimit, basic.PerProcessUserTimeLimit) == (1, 900 * 10**7)
    assert basic.LimitFlags == 0x002 | 0x008 | 0x100 | 0x400


@pytest.mark.parametrize("fails", ["memory", "create", "set", "assign"])
def test_what_the_system_refuses_is_told(fails: str) -> None:
    assert not limit_own_process(1, 1, kernel=System(fails))


@pytest.mark.skipif(sys.maxsize < 2**32, reason="64-bit layout")
def test_the_layout_is_that_of_the_headers() -> None:
    """Sizes and places as winnt.h and psapi.h give them for 64-bit Windows."""
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert ExtendedLimits.ProcessMemoryLimit.offset == 112
    basic = type(ExtendedLimits().BasicLimitInformation)
    assert (basic.LimitFlags.offset, basic.ActiveProcessLimit.offset) == (16, 40)
    assert ctypes.sizeof(MemoryCounters) == 72
    assert MemoryCounters.PagefileUsage.offset == 56


@pytest.mark.skipif(sys.platform == "win32", reason="there is one")
def test_without_windows_there_are_none() -> None:
    assert not limit_own_process(1, 1)
