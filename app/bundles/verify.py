# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies a bundle: every byte of every file hangs on the signature; no case is needed.

The chain: the signature covers ``seal.json``, that the tag manifest's bytes, that every tag file
and the payload manifest, that the payload. The script ``verify.py`` in the bundle does the same
without this program; the two are tested against each other.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bundles import audit_check, layout, sshsig, strict_json
from app.bundles.found_files import LONGEST_PATH, found_in
from indexing import limits
from indexing.errors import BadInputError
from indexing.progress import Progress, Steps

_STAGE = "verify"
_MANIFEST_LINE = re.compile(rf"([0-9a-f]{{64}})  ([A-Za-z0-9_./-]{{1,{LONGEST_PATH}}})")
_CASE_ID = re.compile(r"[0-9A-Za-z_-]{1,100}")
_CHUNK = 1 << 20
_EVERY = 50
_EVERY_FOUND = 10_000
_EVERY_CHUNK = 64
_NO_FILE = {
    "empty": "bundle_folder_empty",
    "too deep": "bundle_file_added",
    "other": "bundle_not_a_file",
}
_OF_BAGIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the library raises, beside its own error, on a tag file that it does not expect."""


@dataclass(frozen=True, slots=True)
class BundleProblem:
    """A file of the bundle and what is wrong with it, as a code."""

    path: str
    problem: str


@dataclass(slots=True)
class Verdict:
    """What was found. ``signer`` is the fingerprint of the key, '' if the signature is bad.

    ``further`` counts the problems that are not told one by one.
    """

    problems: list[BundleProblem] = field(default_factory=list)
    signer: str = ""
    items: int = 0
    further: int = 0

    @property
    def valid(self) -> bool:
        """Is it what was sealed?"""
        return not self.problems

    def add(self, path: str, problem: str) -> None:
        """Note a problem."""
        if len(self.problems) < limits.MAX_BUNDLE_PROBLEMS:
            self.problems.append(BundleProblem(path, problem))
        else:
            self.further += 1


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
    files = yield from _files(bundle, verdict)
    sealed = _check_seal(bundle, files, verdict)
    _check_names(bundle, files, sealed, verdict)
    hashes = {
        **_manifest(bundle, layout.TAG_MANIFEST, files, verdict),
        **_manifest(bundle, layout.MANIFEST, files, verdict),
    }
    yield from _check_hashes(bundle, files, hashes, _most_bytes(files, sealed), verdict)
    for path in sorted(files.keys() - hashes.keys() - set(layout.SEALING)):
        verdict.add(path, "bundle_file_added")
    if sealed:
        _check_contents(bundle, files, sealed, verdict)
    if verdict.valid:
        _check_as_bag(bundle, verdict)
    yield Progress(_STAGE, len(hashes), len(hashes))
    return verdict


def _files(bundle: Path, verdict: Verdict) -> Steps[dict[str, int]]:
    """Paths and sizes of all plain files; anything else in the folder is a problem."""
    files: dict[str, int] = {}
    for number, found in enumerate(found_in(bundle)):
        if number % _EVERY_FOUND == 0:
            yield Progress(_STAGE, 0)
        if found.kind == "file":
            files[found.path] = found.size
        else:
            verdict.add(found.path, _NO_FILE[found.kind])
    return files


def _check_seal(bundle: Path, files: Mapping[str, int], verdict: Verdict) -> Mapping[str, Any]:
    """The seal if its signature is good, else nothing."""
    for name in (layout.SEAL, layout.SIGNATURE):
        if name not in files:
            verdict.add(name, "bundle_file_missing")
            return {}
    sealing = (layout.SEAL, layout.SIGNATURE, layout.PUBLIC_KEY, layout.SIGNERS)
    data = {name: _small(bundle, name, files) for name in sealing}
    key = sshsig.signer(data[layout.SIGNATURE], data[layout.SEAL], layout.NAMESPACE)
    if key is None:
        verdict.add(layout.SEAL, "bundle_signature_bad")
        return {}
    sealed = _read_seal(data[layout.SEAL])
    if not sealed:
        verdict.add(layout.SEAL, "bundle_seal_unreadable")
        return {}
    verdict.signer = sshsig.fingerprint(key)
    who = f"case-{sealed['case_id']}"
    expected = {
        layout.PUBLIC_KEY: sshsig.public_line(key, who) + "\n",
        layout.SIGNERS: sshsig.allowed_line(key, who, layout.NAMESPACE) + "\n",
    }
    for name, line in expected.items():
        if data[name] != line.encode():
            verdict.add(name, "bundle_signer_differs")
    if sealed.get("signer") != base64.b64encode(key).decode():
        verdict.add(layout.SEAL, "bundle_signer_differs")
    return sealed


def _read_seal(untrusted_data: bytes) -> Mapping[str, Any]:
    """The seal, or nothing when it is none."""
    try:
        sealed = strict_json.load(untrusted_data)
    except ValueError:
        return {}
    if not isinstance(sealed, dict) or sealed.get("format") != layout.SEAL_FORMAT:
        return {}
    name = sealed.get("case_id")
    return sealed if isinstance(name, str) and _CASE_ID.fullmatch(name) else {}


def _check_names(
    bundle: Path, files: Mapping[str, int], sealed: Mapping[str, Any], verdict: Verdict
) -> None:
    for name in (layout.TAG_MANIFEST, *layout.TAG_FILES):
        if name not in files:
            verdict.add(name, "bundle_file_missing")
    # the library that checks bags would read what follows in any encoding that is declared
    declared = _small(bundle, layout.DECLARATION, files)
    if layout.DECLARATION in files and declared != layout.DECLARED.encode():
        verdict.add(layout.DECLARATION, "bundle_no_bag")
    if not sealed:
        return
    if layout.TAG_MANIFEST in files:
        digest = hashlib.sha256(_small(bundle, layout.TAG_MANIFEST, files)).hexdigest()
        if digest != sealed.get("tagmanifest_sha256"):
            verdict.add(layout.TAG_MANIFEST, "bundle_file_changed")
    if not _is_count(sealed.get("files"), len(files)):
        verdict.add(layout.SEAL, "bundle_count_differs")


def _manifest(
    bundle: Path, name: str, files: Mapping[str, int], verdict: Verdict
) -> dict[str, str]:
    """Path and hash of each line; a manifest that is not exactly as written is a problem."""
    hashes: dict[str, str] = {}
    if name not in files:
        return hashes
    payload = name == layout.MANIFEST
    for line in _lines(bundle / name):
        found = _MANIFEST_LINE.fullmatch(line)
        known = found is not None and found[2] not in hashes
        too_many = len(hashes) > len(files) + limits.MAX_BUNDLE_FILES_MISSING
        if not found or not known or too_many or not _is_place(found[2], payload=payload):
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


def _most_bytes(files: Mapping[str, int], sealed: Mapping[str, Any]) -> dict[str, int]:
    """How long each file can be at most: what is longer was changed, and is not read to its end."""
    whole = sealed.get("payload_bytes")
    most = dict.fromkeys(files, whole) if type(whole) is int else dict(files)
    most |= dict.fromkeys(layout.TAG_FILES, limits.MAX_BUNDLE_TAG_BYTES)
    most[layout.MANIFEST] = (len(files) + limits.MAX_BUNDLE_FILES_MISSING) * (LONGEST_PATH + 67)
    return most


def _check_hashes(
    bundle: Path,
    files: Mapping[str, int],
    hashes: Mapping[str, str],
    most: Mapping[str, int],
    verdict: Verdict,
) -> Steps[None]:
    for done, path in enumerate(sorted(hashes)):
        if done % _EVERY == 0:
            yield Progress(_STAGE, done, len(hashes))
        if path not in files:
            verdict.add(path, "bundle_file_missing")
            continue
        if files[path] > most[path]:
            verdict.add(path, "bundle_file_changed")
            continue
        digest, lines = hashlib.sha256(), 0
        for number, chunk in enumerate(_chunks(bundle / path), 1):
            digest.update(chunk)
            if path == layout.ITEMS:
                lines += chunk.count(b"\n")
            if number % _EVERY_CHUNK == 0:
                yield Progress(_STAGE, done, len(hashes))
        if path == layout.ITEMS:
            verdict.items = lines
        if digest.hexdigest() != hashes[path]:
            verdict.add(path, "bundle_file_changed")


def _check_contents(
    bundle: Path, files: Mapping[str, int], sealed: Mapping[str, Any], verdict: Verdict
) -> None:
    size = sum(files[path] for path in files if path.startswith(layout.PAYLOAD))
    counts = ((sealed.get("items"), verdict.items), (sealed.get("payload_bytes"), size))
    if not all(_is_count(told, found) for told, found in counts):
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
    except (bagit.BagError, *_OF_BAGIT):
        verdict.add(layout.DECLARATION, "bundle_no_bag")


def _is_count(told: object, found: int) -> bool:
    return type(told) is int and told == found


def _lines(file: Path) -> Iterator[str]:
    """The lines of a manifest without their ends; a last line without one is no line."""
    with file.open("rb") as opened:
        while line := opened.readline(limits.MAX_BUNDLE_LINE_BYTES):
            yield line[:-1].decode("ascii", "replace") if line.endswith(b"\n") else ""


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def _small(bundle: Path, name: str, files: Mapping[str, int]) -> bytes:
    """The bytes of a file beside the payload; none when there are more than it can have."""
    if name not in files:
        return b""
    with (bundle / name).open("rb") as opened:
        data = opened.read(limits.MAX_BUNDLE_SEAL_BYTES + 1)
    return data if len(data) <= limits.MAX_BUNDLE_SEAL_BYTES else b""
