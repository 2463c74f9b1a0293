# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: a hash chain in the database, its head and count signed and pinned in the header.

A chain alone misses a cut tail; the signed count notices it. Lines carry ids, never personal data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from indexing.errors import CaseDamagedError
from indexing.store import keys
from indexing.store.header import Header, canonical
from indexing.store.problem import Problem
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.opened import Case

FIRST = "0" * 64
SEAL_FORMAT = "faisceau-audit-seal/1"
NAME = "case.db/audit"


class Act(StrEnum):
    """The classes of act that data protection law wants logged."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed statement of how long the log was and what its last line hashed to."""

    case_id: str
    count: int
    head: str
    at: str
    public_key: str
    signature: str

    def signed_bytes(self) -> bytes:
        """The bytes that were signed."""
        document = {"format": SEAL_FORMAT, **asdict(self)}
        del document["signature"]
        return canonical(document)


def record(  # noqa: PLR0913 - who, what, on what, why: the law asks for each
    case: Case,
    act: Act,
    action: str,
    *,
    objects: Sequence[str] = (),
    count: int = 1,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> int:
    """Append a line in the current transaction (or one of its own); returns its number.

    Args:
        case: open for writing.
        act: class of the act.
        action: stable snake_case word.
        objects: outside ids (``A12``, ``C7``), never content.
        count: how many objects it concerned.
        reason: why, as the person gave it; never personal data of others.
        detail: JSON values; ids and counts only.
    """
    with case.transaction() as db:
        number, head = _end(case)
        line = canonical(
            {
                "n": number + 1,
                "at": now(),
                "actor": case.actor,
                "act": str(act),
                "action": action,
                "objects": list(objects),
                "count": count,
                "reason": reason,
                "detail": dict(detail or {}),
                "prev": head,
            }
        ).decode()
        hashed = _hash(line)
        db.execute("INSERT INTO audit(n, line, hash) VALUES (?, ?, ?)", (number + 1, line, hashed))
        case.own.add(hashed)
    return number + 1


def seal(case: Case) -> Seal:
    """Sign head and count of the log and pin them in the header; outside of transactions.

    Raises:
        CaseDamagedError: ``case_db_older``; the log does not go on from its last seal.
    """
    count, head = _end(case)
    pinned = last_seal(case)
    if pinned is not None and (pinned.count, pinned.head) == (count, head):
        return pinned
    if not reaches_pin(case):  # a trigger of somebody may have cut it: that is never signed over
        raise CaseDamagedError("case_db_older", path=case.path / "case.db")
    made: list[Seal] = []

    def with_pin(latest: Header) -> Header:
        number, end = _end(case)  # inside the write lock: nothing is added meanwhile
        unsigned = Seal(latest.case_id, number, end, now(), latest.public_key, "")
        signature = signing_key(case).sign(unsigned.signed_bytes())
        made.append(replace(unsigned, signature=keys.to_text(signature)))
        return replace(latest, pin=asdict(made[0]))

    case.change_header(with_pin)
    return made[0]


def last_seal(case: Case) -> Seal | None:
    """The seal that the header holds."""
    return _read_seal(case.header.pin)


def signing_key(case: Case) -> Ed25519PrivateKey:
    """The key that signs seals, certificates and bundles of this case."""
    about = keys.associated(case.header.case_id, "signing key")
    plain = keys.open_box(case.keys.signing, case.header.signing_key, about)
    if plain is None:
        raise CaseDamagedError("header_damaged", path=case.path / "header")
    return Ed25519PrivateKey.from_private_bytes(plain)


def public_key(case: Case) -> bytes:
    """The 32 bytes of the public key."""
    return keys.to_bytes(case.header.public_key)


def lines(case: Case) -> Iterator[str]:
    """The lines of the log in order, exactly as they were hashed."""
    for (line,) in case.db.execute("SELECT line FROM audit ORDER BY n"):
        yield str(line)


def tail(case: Case, limit: int) -> Iterator[str]:
    """The last lines of the log, the newest first."""
    for (line,) in case.db.execute("SELECT line FROM audit ORDER BY n DESC LIMIT ?", (limit,)):
        yield str(line)


def reaches_pin(case: Case) -> bool:
    """Whether the database holds at least what the header says was sealed."""
    pinned = last_seal(case)
    if pinned is None or pinned.count == 0:
        return True
    row = case.db.execute("SELECT hash FROM audit WHERE n=?", (pinned.count,)).fetchone()
    return row is not None and row[0] == pinned.head


def verify(case: Case) -> list[Problem]:
    """Every edit, cut, insertion, reordering, lost tail or wrong signature in the log."""
    problems: list[Problem] = []
    hashes: dict[int, str] = {0: FIRST}
    expected, head = 1, FIRST
    for number, line, stored in case.db.execute("SELECT n, line, hash FROM audit ORDER BY n"):
        problem = _line_problem((number, line, stored), expected, head)
        if problem:
            problems.append(Problem(NAME, problem, f"line {number}"))
        head = stored
        hashes[number] = stored
        expected = number + 1
    problems += _signer_problems(case)
    problems += _pin_problems(case, hashes)
    return problems


def _line_problem(row: tuple[object, object, object], expected: int, head: str) -> str:
    number, line, stored = row
    if number != expected:
        return "audit_line_missing"
    if not isinstance(line, str) or _hash(line) != stored:
        return "audit_line_edited"
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return "audit_line_edited"
    if not isinstance(document, dict) or document.get("prev") != head:
        return "audit_chain_broken"
    if document.get("n") != number:
        return "audit_line_moved"
    return ""


def _signer_problems(case: Case) -> list[Problem]:
    row = case.db.execute("SELECT line FROM audit WHERE n=1").fetchone()
    try:
        signer = json.loads(row[0])["detail"]["signer"]
    except (TypeError, ValueError, KeyError, RecursionError):
        return [Problem(NAME, "audit_line_missing", "line 1")]
    if signer != case.header.public_key:
        return [Problem("header", "audit_signer_changed")]
    return []


def _pin_problems(case: Case, hashes: Mapping[int, str]) -> list[Problem]:
    pinned = last_seal(case)
    if pinned is None:
        return [Problem("header", "audit_seal_missing")]
    if not seal_is_good(pinned, case.header.case_id, case.header.public_key):
        return [Problem("header", "audit_signature_bad")]
    if pinned.count not in hashes:
        return [Problem(NAME, "audit_cut", f"line {pinned.count}")]
    if hashes[pinned.count] != pinned.head:
        return [Problem(NAME, "audit_rewritten", f"line {pinned.count}")]
    return []


def seal_is_good(seal_: Seal, case_id: str, signer: str) -> bool:
    """Whether ``seal_`` belongs to this case and was signed by this signer."""
    if seal_.case_id != case_id or seal_.public_key != signer:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(keys.to_bytes(signer)).verify(
            keys.to_bytes(seal_.signature), seal_.signed_bytes()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _read_seal(pin: Mapping[str, object]) -> Seal | None:
    count = pin.get("count")
    words = [pin.get(name) for name in ("case_id", "head", "at", "public_key", "signature")]
    if type(count) is not int or not all(isinstance(word, str) for word in words):
        return None
    case_id, head, at, signer, signature = (str(word) for word in words)
    return Seal(case_id, count, head, at, signer, signature)


def _end(case: Case) -> tuple[int, str]:
    row = case.db.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return (0, FIRST) if row is None else (int(row[0]), str(row[1]))


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
