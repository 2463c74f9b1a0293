# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies a bundle: every byte of every file hangs on the signature; no case is needed.

The chain: the signature covers ``seal.json``, that the tag manifest's bytes, that every tag file
and the payload manifest, that the payload. The script ``verify.py`` in the bundle does the same
without this program; the two are tested against each other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bundles import audit_check, layout, sshsig
from indexing import limits
from indexing.errors import BadInputError
from indexing.progress import Progress, Steps

_STAGE = "verify"
_MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]{1,200})")
_CHUNK = 1 << 20
_EVERY = 50


@dataclass(frozen=True, slots=True)
class BundleProblem:
    """A file of the bundle and what is wrong with it, as a code."""

    path: str
    problem: str


@dataclass(slots=True)
class Verdict:
    """What was found. ``signer`` is the fingerprint of the key, '' if the signature is bad."""

    problems: list[BundleProblem] = field(default_factory=list)
    signer: str = ""
    items: int = 0

    @property
    def valid(self) -> bool:
        """Is it what was sealed?"""
        return not self.problems

    def add(self, path: str, problem: str) -> None:
        """Note a problem."""
        self.problems.append(BundleProblem(path, problem))


def verify_bundle(bundle: Path, *, signer: str = "") -> Steps[Verdict]:
    """Check a bundle as it came.

    Args:
        bundle: its folder.
        signer: fingerprint of the key that must have signed; any key when empty.

    Raises:
        BadInputError: bundle_missing, bundle_encrypted, bundle_not_a_folder,
            file_unreadable.
    """
    bundle = Path(bundle)
    if not bundle.exists():
        raise BadInputError("bundle_missing", path=bundle)
    if not bundle.is_dir():
        encrypted = bundle.name.endswith(layout.ENCRYPTED)
        code = "bundle_encrypted" if encrypted else "bundle_not_a_folder"
        raise BadInputError(code, path=bundle)
    try:
        verdict = yield from check_bundle(bundle)
    except OSError as error:
        raise BadInputError("file_unreadable", path=error.filename or bundle) from error
    if signer and verdict.signer and signer.strip() != verdict.signer:
        verdict.add(layout.SIGNATURE, "bundle_signer_other")
    return verdict


def check_bundle(bundle: Path) -> Steps[Verdict]:
    """Check a folder as a bundle; whatever is wrong is a problem of the verdict."""
    verdict = Verdict()
    files = _files(bundle, verdict)
    sealed = _check_seal(bundle, files, verdict)
    _check_names(bundle, files, sealed, verdict)
    hashes = {
        **_manifest(bundle, layout.TAG_MANIFEST, files, verdict),
        **_manifest(bundle, layout.MANIFEST, files, verdict),
    }
    for done, path in enumerate(sorted(hashes)):
        if done % _EVERY == 0:
            yield Progress(_STAGE, done, len(hashes))
        if path not in files:
            verdict.add(path, "bundle_file_missing")
        elif _hash(bundle / path) != hashes[path]:
            verdict.add(path, "bundle_file_changed")
    for path in sorted(files - set(hashes) - set(layout.SEALING)):
        verdict.add(path, "bundle_file_added")
    _check_contents(bundle, files, sealed, verdict)
    if verdict.valid:
        _check_as_bag(bundle, verdict)
    yield Progress(_STAGE, len(hashes), len(hashes))
    return verdict


def _files(bundle: Path, verdict: Verdict) -> set[str]:
    """Paths of all plain files; anything else in the folder is a problem."""
    found: set[str] = set()
    for place, folders, names in os.walk(bundle, onerror=_raise):
        if not folders and not names and Path(place) != bundle:
            verdict.add(_relative(bundle, Path(place)), "bundle_folder_empty")
        for name in (*folders, *names):
            path = Path(place) / name
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                found.add(_relative(bundle, path))
            elif not stat.S_ISDIR(mode):
                verdict.add(_relative(bundle, path), "bundle_not_a_file")
    return found


def _check_seal(bundle: Path, files: set[str], verdict: Verdict) -> Mapping[str, Any]:
    """The seal if its signature is good, else nothing."""
    data = {
        name: _small(bundle / name) if name in files else b""
        for name in (layout.SEAL, layout.SIGNATURE, layout.PUBLIC_KEY, layout.SIGNERS)
    }
    for name in (layout.SEAL, layout.SIGNATURE):
        if name not in files:
            verdict.add(name, "bundle_file_missing")
            return {}
    key = sshsig.signer(data[layout.SIGNATURE], data[layout.SEAL], layout.NAMESPACE)
    if key is None:
        verdict.add(layout.SEAL, "bundle_signature_bad")
        return {}
    try:
        sealed = json.loads(data[layout.SEAL])
    except (ValueError, RecursionError):
        sealed = None
    if not isinstance(sealed, dict) or sealed.get("format") != layout.SEAL_FORMAT:
        verdict.add(layout.SEAL, "bundle_seal_unreadable")
        return {}
    verdict.signer = sshsig.fingerprint(key)
    who = f"case-{sealed.get('case_id')}"
    expected = {
        layout.PUBLIC_KEY: sshsig.public_line(key, who) + "\n",
        layout.SIGNERS: sshsig.allowed_line(key, who, layout.NAMESPACE) + "\n",
    }
    for name, line in expected.items():
        if data[name] != line.encode():
            verdict.add(name, "bundle_signer_differs")
    if _key(sealed.get("signer")) != key:
        verdict.add(layout.SEAL, "bundle_signer_differs")
    return sealed


def _check_names(
    bundle: Path, files: set[str], sealed: Mapping[str, Any], verdict: Verdict
) -> None:
    for name in (layout.TAG_MANIFEST, *layout.TAG_FILES):
        if name not in files:
            verdict.add(name, "bundle_file_missing")
    if not sealed:
        return
    if layout.TAG_MANIFEST in files:
        digest = _hash(bundle / layout.TAG_MANIFEST)
        if digest != sealed.get("tagmanifest_sha256"):
            verdict.add(layout.TAG_MANIFEST, "bundle_file_changed")
    if sealed.get("files") != len(files):
        verdict.add(layout.SEAL, "bundle_count_differs")


def _manifest(bundle: Path, name: str, files: set[str], verdict: Verdict) -> dict[str, str]:
    """Path and hash of each line; a manifest that is not exactly as written is a problem."""
    hashes: dict[str, str] = {}
    if name not in files:
        return hashes
    payload = name == layout.MANIFEST
    for line in _lines(bundle / name):
        found = _MANIFEST_LINE.fullmatch(line)
        if not found or found[2] in hashes or not _is_place(found[2], payload=payload):
            verdict.add(name, "bundle_manifest_unreadable")
            return {}
        hashes[found[2]] = found[1]
    if not payload and set(hashes) != set(layout.TAG_FILES):
        verdict.add(name, "bundle_manifest_unreadable")
    return hashes


def _is_place(path: str, *, payload: bool) -> bool:
    if not payload:
        return path in layout.TAG_FILES
    parts = path.split("/")
    return parts[0] == "data" and len(parts) > 1 and not {"", ".", ".."} & set(parts)


def _check_contents(
    bundle: Path, files: set[str], sealed: Mapping[str, Any], verdict: Verdict
) -> None:
    if layout.ITEMS in files:
        with (bundle / layout.ITEMS).open("rb") as file:
            verdict.items = sum(
                chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")
            )
    if not sealed:
        return
    size = sum((bundle / path).stat().st_size for path in files if path.startswith(layout.PAYLOAD))
    if verdict.items != sealed.get("items") or size != sealed.get("payload_bytes"):
        verdict.add(layout.SEAL, "bundle_count_differs")
    if layout.AUDIT not in files:
        verdict.add(layout.AUDIT, "bundle_file_missing")
        return
    with (bundle / layout.AUDIT).open("rb") as lines:
        for path, problem in audit_check.problems(lines, sealed):
            verdict.add(path, problem)


def _check_as_bag(bundle: Path, verdict: Verdict) -> None:
    """Whether the library that everybody checks bags with takes it too."""
    import bagit

    try:
        bagit.Bag(str(bundle)).validate(completeness_only=True)
    except bagit.BagError:
        verdict.add(layout.DECLARATION, "bundle_no_bag")


def _lines(file: Path) -> Iterator[str]:
    """The lines of a manifest without their ends; a last line without one is no line."""
    with file.open("rb") as opened:
        while line := opened.readline(limits.MAX_BUNDLE_LINE_BYTES):
            yield line[:-1].decode("ascii", "replace") if line.endswith(b"\n") else ""


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _small(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(limits.MAX_BUNDLE_SEAL_BYTES)


def _key(untrusted_text: object) -> bytes:
    try:
        return base64.b64decode(str(untrusted_text), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _relative(bundle: Path, path: Path) -> str:
    return path.relative_to(bundle).as_posix()


def _raise(error: OSError) -> None:
    raise error
