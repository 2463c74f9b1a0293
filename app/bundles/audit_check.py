# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the slice of the audit log in a bundle: an unbroken chain up to its signed end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from app.bundles import layout, strict_json
from indexing.limits import MAX_BUNDLE_LOG_LINE_BYTES
from indexing.store import audit
from indexing.store.audit import Seal

_SEAL_FIELDS = ("case_id", "count", "head", "at", "public_key", "signature")
_STUB = {"n", "prev", "sha256", "withheld"}
_HASH = re.compile(r"[0-9a-f]{64}")


def problems(untrusted_file: BinaryIO, sealed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path and code of everything that is wrong."""
    current = _seal(sealed.get("audit"), sealed)
    if current is None:
        yield layout.SEAL, "audit_signature_bad"
        return
    previous = current
    if sealed.get("previous_seal") is not None:
        found = _seal(sealed["previous_seal"], sealed)
        if found is None:
            yield layout.SEAL, "audit_signature_bad"
        else:
            previous = found
    problem = _chain(_lines(untrusted_file), current, previous)
    if problem:
        yield layout.AUDIT, problem


def _chain(untrusted_lines: Iterable[bytes], current: Seal, previous: Seal) -> str:
    """A problem, or ''; no more is kept of a log than two hashes, as long as it may be."""
    count, head = 0, audit.FIRST
    then = head if previous.count == 0 else None
    for line in untrusted_lines:
        problem, head = _line(line, count + 1, head)
        if problem:
            return problem
        count += 1
        if count == previous.count:
            then = head
        if count > current.count:
            return "audit_rewritten"
    if current.count != count:
        return "audit_cut"
    return "" if (head, then) == (current.head, previous.head) else "audit_rewritten"


def _lines(untrusted_file: BinaryIO) -> Iterator[bytes]:
    while line := untrusted_file.readline(MAX_BUNDLE_LOG_LINE_BYTES):
        yield line


def _seal(untrusted_seal: object, sealed: Mapping[str, Any]) -> Seal | None:
    """The seal of the log, if it was signed by the key that signed the bundle."""
    if not isinstance(untrusted_seal, Mapping):
        return None
    if untrusted_seal.keys() != {"format", *_SEAL_FIELDS}:
        return None
    values = [untrusted_seal[name] for name in _SEAL_FIELDS]
    if type(values[1]) is not int or any(type(v) is not str for v in values[:1] + values[2:]):
        return None
    if untrusted_seal["format"] != audit.SEAL_FORMAT:
        return None
    found = Seal(*values)
    good = audit.seal_is_good(found, str(sealed.get("case_id")), str(sealed.get("signer")))
    return found if good else None


def _line(untrusted_line: bytes, number: int, head: str) -> tuple[str, str]:
    """A problem, or '' and the line's hash; a withheld line tells its hash instead of itself."""
    if not untrusted_line.endswith(b"\n"):
        too_long = len(untrusted_line) == MAX_BUNDLE_LOG_LINE_BYTES
        return "audit_line_edited" if too_long else "audit_cut", ""
    try:
        document = strict_json.load(untrusted_line)
    except ValueError:
        return "audit_line_edited", ""
    if not isinstance(document, dict) or document.get("n") != number:
        return "audit_line_missing", ""
    if document.get("prev") != head:
        return "audit_chain_broken", ""
    if "withheld" in document:
        # words beside the hash would look like a line, and nothing would hold them to it
        digest = str(document.get("sha256"))
        is_stub = document.keys() == _STUB and _HASH.fullmatch(digest)
        return ("", digest) if is_stub else ("audit_line_edited", "")
    return "", hashlib.sha256(untrusted_line[:-1]).hexdigest()
