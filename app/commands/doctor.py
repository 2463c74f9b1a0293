# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau doctor``: versions, model, isolation and offline guarantees as they hold here."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import click

from app import __version__, paths
from app.commands import console, window_libraries
from app.commands.window import has_screen
from app.i18n import _
from app.messages.labels import heading, labelled
from app.triage import codebook
from indexing.errors import BadInputError
from indexing.pipeline.surroundings import (
    decoding_isolation,
    model_state,
    reader_state,
    similarity_state,
)
from indexing.store.engine_sqlcipher import versions

_LIBRARIES = (
    "PySide6-Essentials", "sqlcipher3", "sqlite-utils", "cryptography", "click", "numpy", "numba",
    "faiss-cpu", "pillow", "opencv-python-headless", "phonenumbers", "eld", "ijson", "orjson",
    "python-calamine", "rapidocr", "onnxruntime", "tokenizers", "torch", "transformers",
    "sentence-transformers", "bagit", "pyrage",
)  # fmt: skip
_NETWORK_MODULES = (
    "ssl", "_ssl", "http.client", "urllib.request", "requests", "httpx", "aiohttp", "asyncio",
    "PySide6.QtNetwork", "PySide6.QtWebEngineCore",
)  # fmt: skip
"""Modules through which Python programs reach a network. ``socket`` alone is no such sign:
``multiprocessing`` loads it for its local pipes."""
_SOCKET_TABLES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
_OFFLINE_VARIABLES = (
    "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "ORT_DISABLE_TELEMETRY",
)  # fmt: skip
_MADE_WHEN_NEEDED = ("home", "settings", "logs", "demo_case")
Document = dict[str, object]


@click.command("doctor")
@console.json_option
def doctor_command(as_json: bool) -> None:
    """Say what the program runs on and which of its guarantees hold on this machine."""
    document = examine()
    if as_json:
        console.emit(document)
        return
    document["paths"] = {name: _place(name, path) for name, path in _paths().items()}
    for part, values in document.items():
        console.show(heading(part))
        for line in _lines(values, "  "):
            console.show(line)
    if missing := window_libraries.missing():
        words = _("The window needs system libraries that are missing: {names}")
        console.say(words.format(names=", ".join(missing)))
        words = _("On Debian or Ubuntu, as root: {command}")
        console.say("  → " + words.format(command=window_libraries.INSTALL))


def examine() -> Document:
    """Everything that ``doctor`` tells, as JSON values; changes nothing and opens no case."""
    return {
        "versions": _versions(),
        "model": model_state(paths.model_folder()),
        "similarity_model": similarity_state(paths.similarity_folder()),
        "picture_reader": reader_state(),
        "sandbox": _sandbox(),
        # after the model: what was loaded and opened for it counts too
        "offline": _offline(),
        "codebook": _codebook(),
        "paths": _paths(),
        "screen": has_screen(),
        "window": {"libraries_missing": window_libraries.missing()},
    }


def _versions() -> Document:
    return {
        "faisceau": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        **versions(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _sandbox() -> Document:
    try:
        return {"works": True, **decoding_isolation()}
    except BadInputError as error:
        return {"works": False, "code": error.code}


def _offline() -> Document:
    loaded = [name for name in _NETWORK_MODULES if name in sys.modules]
    opened = _inet_sockets()
    return {
        "network_modules_loaded": loaded,
        "network_sockets_open": opened,
        "variables": {name: os.environ.get(name) for name in _OFFLINE_VARIABLES},
        "holds": not loaded and not opened,
    }


def _inet_sockets() -> int | None:
    """How many internet sockets this process has open; None where the system does not tell."""
    own, process = set(), Path("/proc/self")
    try:
        for entry in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                own.add(str(entry.readlink()))
        tables = [process / "net" / name for name in _SOCKET_TABLES]
        lines = [
            line
            for table in tables
            if table.exists()
            for line in table.read_text("ascii").splitlines()[1:]
        ]
    except OSError:
        return None
    return sum(f"socket:[{line.split()[9]}]" in own for line in lines)


def _codebook() -> Document:
    book = codebook.shipped()
    return {
        "id": book.id,
        "version": book.version,
        "sha256": book.sha256,
        "indicators": len(book.indicators),
    }


def _paths() -> dict[str, str]:
    return {
        "program": str(paths.ROOT),
        "home": str(paths.home()),
        "settings": str(paths.settings_file()),
        "logs": str(paths.logs()),
        "model": str(paths.model_folder()),
        "similarity_model": str(paths.similarity_folder()),
        "demo_case": str(paths.demo_case()),
    }


def _place(name: str, path: str) -> str:
    """A path, and whether something is there: logs, settings and the demo come with their use."""
    if Path(path).exists():
        return path
    made = _("{path} (not there yet; made when it is needed)")
    words = made if name in _MADE_WHEN_NEEDED else _("{path} (not there)")
    return words.format(path=path)


def _lines(value: object, indent: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [indent + _word(value)]
    told = []
    for key, one in value.items():
        if isinstance(one, Mapping):
            told += [indent + heading(key), *_lines(one, indent + "  ")]
        else:
            told.append(indent + labelled(key, _word(one)))
    return told


def _word(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return _("none") if value is None else str(value)
