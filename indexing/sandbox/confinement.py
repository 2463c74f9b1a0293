# SPDX-License-Identifier: GPL-3.0-or-later
"""What a decode worker gives up before it sees its first picture: resources and system calls.

On Linux x86-64 and aarch64 a seccomp filter leaves only the calls in ``_CALLS``: no file can be
opened, no socket made, no process started, no memory made executable. Elsewhere only limits on
memory, time and processes hold (a job object on Windows), and ``doctor`` says so.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from indexing import limits
from indexing.sandbox import job_limits
from indexing.sandbox.protocol import Isolation

WORKER_CPU_SECONDS = 900
"""Backstop over a worker's whole life; the parent ends it long before."""

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000 | 1  # fails with EPERM: a forgotten import becomes a broken picture

_LOAD, _IF_EQUAL, _IF_SET, _IF_ABOVE, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_PROT_EXEC, _MAP_ANONYMOUS = 0x4, 0x20
_X32 = 0x40000000

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# name: (x86-64, aarch64, rule); the rule narrows the arguments
_CALLS: dict[str, tuple[int, int, str]] = {
    "read": (0, 63, "descriptor 0"),
    "write": (1, 64, "descriptor 1"),
    "mmap": (9, 222, "anonymous"),
    "mprotect": (10, 226, "not executable"),
    "munmap": (11, 215, ""),
    "brk": (12, 214, ""),
    "rt_sigprocmask": (14, 135, ""),
    "rt_sigreturn": (15, 139, ""),
    "sched_yield": (24, 124, ""),
    "mremap": (25, 216, ""),
    "madvise": (28, 233, ""),
    "exit": (60, 93, ""),
    "gettid": (186, 178, ""),
    "futex": (202, 98, ""),
    "restart_syscall": (219, 128, ""),
    "clock_gettime": (228, 113, ""),
    "exit_group": (231, 94, ""),
    "getrandom": (318, 278, ""),
}


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def confine(memory: int = limits.IMAGE_MEMORY_BYTES) -> Isolation:
    """Give up resources and system calls; report what holds. Call after every import.

    ``memory`` bytes may be taken beyond what is in use now.
    """
    install = _prepared_filter()  # opens files, which the limits end
    limited = _limit_resources(memory)
    filtered = install()
    return Isolation(limited, filtered, len(_CALLS) if filtered else 0)


def _argument(index: int) -> int:
    """Offset of the low half of a call's argument in ``struct seccomp_data``."""
    return 16 + 8 * index


def _rule(rule: str) -> list[tuple[int, int, int, int]]:
    """Instructions that allow a call under ``rule`` and refuse it otherwise."""
    allow, refuse = (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)
    if rule.startswith("descriptor"):
        wanted = int(rule.split()[1])
        return [(_LOAD, 0, 0, _argument(0)), (_IF_EQUAL, 0, 1, wanted), allow, refuse]
    executable = [(_LOAD, 0, 0, _argument(2)), (_IF_SET, 0, 1, _PROT_EXEC), refuse]
    if rule == "not executable":
        return [*executable, allow]
    if rule == "anonymous":
        flags = [(_LOAD, 0, 0, _argument(3)), (_IF_SET, 0, 1, _MAP_ANONYMOUS), allow, refuse]
        return [*executable, *flags]
    return [allow]


def filter_program(machine: str) -> bytes:
    """The filter as classic BPF for ``machine`` (``x86_64`` or ``aarch64``)."""
    kill = (_RETURN, 0, 0, _KILL)
    program = [(_LOAD, 0, 0, _ARCHITECTURE), (_IF_EQUAL, 1, 0, _AUDIT_ARCH[machine]), kill]
    program.append((_LOAD, 0, 0, _NUMBER))
    if machine == "x86_64":
        program += [(_IF_ABOVE, 0, 1, _X32), kill]
    for x86, arm, rule in _CALLS.values():
        body = _rule(rule)
        program.append((_IF_EQUAL, 0, len(body), x86 if machine == "x86_64" else arm))
        program += body
    program.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _machine() -> str:
    """The processor's name when this process runs its 64-bit calls on Linux, or ''."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return ""
    machine = os.uname().machine
    return machine if machine in _AUDIT_ARCH else ""


def _prepared_filter() -> Callable[[], bool]:
    """A function that installs the filter and needs no file for it; False where it cannot be."""
    machine = _machine()
    # The filter binds the calling thread: with a second one it would promise too much.
    if not machine or len(list(Path("/proc/self/task").iterdir())) != 1:
        return lambda: False
    code = filter_program(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    kept = (buffer, program)

    def install() -> bool:
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        address = ctypes.addressof(kept[1])
        return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0) == 0)

    return install


def _limit_resources(more: int) -> bool:
    """Set the resource limits; False where the system has none or refuses one."""
    if sys.platform == "win32":
        return job_limits.limit_own_process(more, WORKER_CPU_SECONDS)
    import resource

    memory = _address_space() + more
    wanted = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, WORKER_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_NPROC, 0),
    )
    held = True
    for kind, value in wanted:
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            held = False
    return held


def _address_space() -> int:
    """Bytes of address space in use now; a round guess where /proc does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 400_000_000
    import resource

    return pages * resource.getpagesize()
