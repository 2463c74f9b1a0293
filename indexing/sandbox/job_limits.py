# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of a process on Windows: a job object that the worker puts itself into.

Names, layouts and numbers: Microsoft, "Job Objects" (winnt.h, jobapi2.h) and
``PROCESS_MEMORY_COUNTERS`` (psapi.h).
"""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import Any

_EXTENDED_LIMITS = 9
"""``JobObjectExtendedLimitInformation``"""
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY, _DIE_ON_FAULT = 0x002, 0x008, 0x100, 0x400
_HUNDRED_NANOSECONDS = 10_000_000
"""So many in a second; the unit of the system's clocks."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``."""

    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class MemoryCounters(ctypes.Structure):
    """``PROCESS_MEMORY_COUNTERS``."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def limit_own_process(more: int, seconds: int, *, kernel: Any = None) -> bool:
    """Put this process into a job of its own: no child, so much more memory, so much time.

    The job lasts as long as the process: its handle is never closed.

    Args:
        more: bytes that may be committed beyond those in use now.
        seconds: processor time in all.
        kernel: ``kernel32``, or what stands in for it.

    Returns:
        Whether the system took the limits.
    """
    system = kernel if kernel is not None else _kernel32()
    if system is None:
        return False
    process = system.GetCurrentProcess()
    counters = MemoryCounters(cb=ctypes.sizeof(MemoryCounters))
    if not system.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb):
        return False
    wanted = ExtendedLimits(ProcessMemoryLimit=counters.PagefileUsage + more)
    basic = wanted.BasicLimitInformation
    basic.LimitFlags = _PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_ON_FAULT
    basic.PerProcessUserTimeLimit = seconds * _HUNDRED_NANOSECONDS
    basic.ActiveProcessLimit = 1
    job = system.CreateJobObjectW(None, None)
    size = ctypes.sizeof(wanted)
    return bool(
        job
        and system.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(wanted), size)
        and system.AssignProcessToJobObject(job, process)
    )


def _kernel32() -> Any:
    """The system's library with the types of its calls; None where there is none."""
    if not hasattr(ctypes, "WinDLL"):
        return None
    system = ctypes.WinDLL("kernel32")
    handle, pointer, number = wintypes.HANDLE, ctypes.c_void_p, ctypes.c_uint32
    for name, result, arguments in (
        ("GetCurrentProcess", handle, ()),
        ("K32GetProcessMemoryInfo", wintypes.BOOL, (handle, pointer, number)),
        ("CreateJobObjectW", handle, (pointer, wintypes.LPCWSTR)),
        ("SetInformationJobObject", wintypes.BOOL, (handle, ctypes.c_int, pointer, number)),
        ("AssignProcessToJobObject", wintypes.BOOL, (handle, handle)),
    ):
        call = getattr(system, name)
        call.restype, call.argtypes = result, arguments
    return system
