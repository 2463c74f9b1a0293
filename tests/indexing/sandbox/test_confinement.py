# SPDX-License-Identifier: GPL-3.0-or-later
"""What a confined worker can no longer do, tried from inside one."""

from __future__ import annotations

import errno
import os
import struct
import sys

import pytest

from indexing.sandbox.child import start_command
from indexing.sandbox.confinement import filter_program
from indexing.sandbox.decoder import Decoder
from tests.indexing.sandbox.drawings import drawing, packed

# The probes run behind the real start-up of the real worker; each gives its errno as one dot.
PROBES = """
import ctypes, mmap, os, resource, signal, socket, sys, threading, time
sys.path.insert(0, sys.argv[1])
from indexing.images import Plane, RawPicture
from indexing.sandbox import protocol, worker
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    ctypes.set_errno(0)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)
anonymous = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
executable = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
page = mmap.mmap(-1, 4096, anonymous)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
probes = [
    lambda: os.open("/etc/hostname", os.O_RDONLY),
    lambda: os.open("/tmp/planted", os.O_WRONLY | os.O_CREAT),
    lambda: socket.socket(),
    lambda: socket.socketpair(),
    lambda: os.fork(),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: call("ptrace", 0, 0, 0, 0),
    lambda: mmap.mmap(-1, 4096, anonymous, executable),
    lambda: call("mprotect", ctypes.c_void_p(address), 4096, executable),
    lambda: os.kill(os.getpid(), 0),
    lambda: os.write(2, b"x"),
    lambda: os.read(1, 1),
    lambda: os.dup(0),
    lambda: os.pipe(),
    lambda: os.stat("/"),
    lambda: os.listdir("/"),
    lambda: os.unlink("/tmp/planted"),
    lambda: call("prlimit", 0, resource.RLIMIT_AS, 0, ctypes.create_string_buffer(16)),
    lambda: call("unshare", 0x10000000),
    lambda: call("prctl", 4, 1, 0, 0, 0),
]
def tried(probe):
    try:
        probe()
    except OSError as error:
        return error.errno
    return 0
def probe(request, data):
    numbers = [tried(each) for each in probes]
    dots = bytes(part for number in numbers for part in (number, number, number))
    return protocol.reply(request, RawPicture(9, 9, (Plane(len(numbers), 1, 3, dots),)))
worker.run(probe)
"""
NAMES = (
    "open to read",
    "open to write",
    "socket",
    "socket pair",
    "fork",
    "exec",
    "trace",
    "executable memory",
    "memory made executable",
    "signal",
    "write elsewhere",
    "read elsewhere",
    "duplicate",
    "pipe",
    "look at a path",
    "list a folder",
    "remove",
    "limits",
    "namespaces",
    "prctl",
)

linux = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in {"x86_64", "aarch64"},
    reason="the filter is for Linux on x86-64 and aarch64",
)


@linux
def test_the_worker_reports_what_holds() -> None:
    with Decoder() as decoder:
        state = decoder.isolation()
    assert state["syscall_filter"] is True
    assert state["resource_limits"] is True
    assert state["allowed_calls"] == 18


@linux
def test_nothing_can_be_opened_started_or_sent_from_inside() -> None:
    command = start_command()
    with Decoder(command=lambda: [*command[:-2], PROBES, command[-1]]) as decoder:
        found = decoder.pixels(packed(drawing(1, (32, 32)), "PNG"), 64)[0, :, 0].tolist()
    assert dict(zip(NAMES, found, strict=True)) == dict.fromkeys(NAMES, errno.EPERM)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_ends_in_refusal_and_jumps_stay_inside(machine: str) -> None:
    code = filter_program(machine)
    steps = [struct.unpack_from("<HBBI", code, start) for start in range(0, len(code), 8)]
    assert steps[-1][0] == 0x06
    assert steps[-1][3] == 0x00050000 | errno.EPERM
    for place, (operation, yes, no, _) in enumerate(steps):
        if operation != 0x06:
            assert place + 1 + max(yes, no) < len(steps)


@pytest.mark.parametrize(
    ("machine", "forbidden"),
    [
        # open, socket, connect, clone, fork, execve, ptrace, openat, clone3, openat2
        ("x86_64", {2, 41, 42, 56, 57, 59, 101, 257, 435, 437}),
        ("aarch64", {56, 198, 203, 220, 221, 117, 435, 437}),
    ],
)
def test_calls_that_reach_outside_are_not_in_the_filter(machine: str, forbidden: set[int]) -> None:
    code = filter_program(machine)
    named = {
        value
        for operation, _, no, value in struct.iter_unpack("<HBBI", code)
        if operation == 0x15 and no >= 1 and value < 1000
    }
    assert not named & forbidden


@linux
def test_the_worker_imports_neither_numpy_nor_the_stores() -> None:
    import subprocess

    code = (
        "import sys; from indexing.sandbox import worker; worker.warm();"
        "print(*{m.partition('.')[0] for m in sys.modules} & {'numpy','sqlcipher3','torch'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
