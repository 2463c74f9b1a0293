# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the slice of the audit log in a bundle: an unbroken chain up to its signed end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.bundles import layout
from indexing.store import audit
from indexing.store.audit import Seal

_SEAL_FIELDS = ("case_id", "count", "head", "at", "public_key", "signature")


def problems(
    untrusted_lines: Iterable[bytes], sealed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Path and code of everything that is wrong."""
    current = _seal(sealed.get("audit"), sealed)
    if current is None:
        yield layout.SEAL, "audit_signature_bad"
        return
    hashes = [audit.FIRST]
    for line in untrusted_lines:
        problem, digest = _line(line, len(hashes), hashes[-1])
        if problem:
            yield layout.AUDIT, problem
            return
        hashes.append(digest)
    if current.count != len(hashes) - 1:
        yield layout.AUDIT, "audit_cut"
    elif hashes[-1] != current.head:
        yield layout.AUDIT, "audit_rewritten"
    if sealed.get("previous_seal") is not None:
        previous = _seal(sealed["previous_seal"], sealed)
        if previous is None:
            yield layout.SEAL, "audit_signature_bad"
        elif not 0 <= previous.count < len(hashes) or hashes[previous.count] != previous.head:
            yield layout.AUDIT, "audit_rewritten"


def _seal(untrusted_seal: object, sealed: Mapping[str, Any]) -> Seal | None:
    """The seal of the log, if it was signed by the key that signed the bundle."""
    if not isinstance(untrusted_seal, Mapping):
        return None
    values = [untrusted_seal.get(name) for name in _SEAL_FIELDS]
    if type(values[1]) is not int or any(type(v) is not str for v in values[:1] + values[2:]):
        return None
    found = Seal(*values)  # type: ignore[arg-type]
    good = audit.seal_is_good(found, str(sealed.get("case_id")), str(sealed.get("signer")))
    return found if good else None


def _line(untrusted_line: bytes, number: int, head: str) -> tuple[str, str]:
    """A problem, or '' and the line's hash; a withheld line tells its hash instead of itself."""
    if not untrusted_line.endswith(b"\n"):
        return "audit_cut", ""
    try:
        document = json.loads(untrusted_line)
    except (ValueError, RecursionError):
        return "audit_line_edited", ""
    if not isinstance(document, dict) or document.get("n") != number:
        return "audit_line_missing", ""
    if document.get("prev") != head:
        return "audit_chain_broken", ""
    if "withheld" in document:
        return "", str(document.get("sha256"))
    return "", hashlib.sha256(untrusted_line[:-1]).hexdigest()
