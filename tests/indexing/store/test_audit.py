# SPDX-License-Identifier: GPL-3.0-or-later
"""No edit, cut, insertion or reordering of the audit log goes unseen, a cut tail included."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indexing.store import audit, keys
from indexing.store.audit import Act
from indexing.store.case import Case, open_case
from indexing.store.header import Header, canonical
from indexing.store.keys import Passphrase
from tests.indexing.store.conftest import PASSPHRASE

LINES = 20


@pytest.fixture
def logged(case: Case) -> Case:
    """A case with a sealed log."""
    for number in range(LINES - 1):
        audit.record(case, Act.CONSULTATION, "ad_opened", objects=[f"A{number}"], reason="triage")
    audit.seal(case)
    return case


def codes(case: Case) -> set[str]:
    return {problem.problem for problem in audit.verify(case)}


def rewrite(case: Case, lines: list[str]) -> None:
    """Put these lines in place of the log, with a chain that is right again."""
    with case.transaction() as db:
        db.execute("DELETE FROM audit")
        head = audit.FIRST
        for number, line in enumerate(lines, 1):
            document = json.loads(line)
            document.update(n=number, prev=head)
            text = canonical(document).decode()
            head = hashlib.sha256(text.encode()).hexdigest()
            db.execute("INSERT INTO audit VALUES (?, ?, ?)", (number, text, head))


def edit(case: Case, at: int) -> None:
    with case.transaction() as db:
        db.execute("UPDATE audit SET line=replace(line, 'triage', 'tr1age') WHERE n=?", (at,))


def edit_and_hash(case: Case, at: int) -> None:
    line = list(audit.lines(case))[at - 1].replace("triage", "tr1age")
    digest = hashlib.sha256(line.encode()).hexdigest()
    with case.transaction() as db:
        db.execute("UPDATE audit SET line=?, hash=? WHERE n=?", (line, digest, at))


def cut_out(case: Case, at: int) -> None:
    with case.transaction() as db:
        db.execute("DELETE FROM audit WHERE n=?", (at,))


def cut_tail(case: Case, at: int) -> None:
    with case.transaction() as db:
        db.execute("DELETE FROM audit WHERE n>=?", (at,))


def swap(case: Case, at: int) -> None:
    with case.transaction() as db:
        for old, new in ((at, 10_000), (at + 1, at), (10_000, at + 1)):
            db.execute("UPDATE audit SET n=? WHERE n=?", (new, old))


def insert(case: Case, at: int) -> None:
    with case.transaction() as db:
        db.execute("UPDATE audit SET n=n+1000 WHERE n>=?", (at,))
        db.execute("UPDATE audit SET n=n-999 WHERE n>=1000")
        db.execute("INSERT INTO audit SELECT ?, line, hash FROM audit WHERE n=?", (at, at - 1))


def rechain_edited(case: Case, at: int) -> None:
    lines = list(audit.lines(case))
    lines[at - 1] = lines[at - 1].replace("triage", "tr1age")
    rewrite(case, lines)


def rechain_cut(case: Case, at: int) -> None:
    lines = list(audit.lines(case))
    del lines[at - 1]
    rewrite(case, lines)


TAMPERINGS = [
    edit,
    edit_and_hash,
    cut_out,
    cut_tail,
    swap,
    insert,
    rechain_edited,
    rechain_cut,
]


def test_untouched_log_is_good(logged: Case) -> None:
    assert audit.verify(logged) == []
    audit.record(logged, Act.ERASURE, "later")
    assert audit.verify(logged) == []  # ahead of the seal, as after a crash
    assert len(list(audit.lines(logged))) == LINES + 1


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_each_tampering_is_noticed(logged: Case, tamper: Callable[[Case, int], None]) -> None:
    tamper(logged, random.randrange(2, LINES))
    assert codes(logged)


@pytest.mark.slow
@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_each_tampering_at_each_line_is_noticed(
    logged: Case, tamper: Callable[[Case, int], None]
) -> None:
    rows = list(logged.db.execute("SELECT n, line, hash FROM audit"))
    for at in range(2, LINES):
        tamper(logged, at)
        assert codes(logged), at
        with logged.transaction() as db:
            db.execute("DELETE FROM audit")
            db.conn.executemany("INSERT INTO audit VALUES (?, ?, ?)", rows)
    assert codes(logged) == set()


def test_whole_log_gone(logged: Case) -> None:
    cut_tail(logged, 1)
    assert codes(logged) == {"audit_line_missing", "audit_cut"}


def test_bad_signature_and_foreign_seal(logged: Case) -> None:
    pinned = audit.last_seal(logged)
    assert pinned is not None
    stranger = Ed25519PrivateKey.generate()
    for forged in (
        replace(pinned, count=pinned.count - 1),
        replace(pinned, at="2020-01-01T00:00:00+00:00"),
        replace(pinned, signature=keys.to_text(stranger.sign(pinned.signed_bytes()))),
        replace(pinned, case_id="other"),
    ):
        document = {name: getattr(forged, name) for name in forged.__dataclass_fields__}

        def with_pin(latest: Header, pin: dict[str, object] = document) -> Header:
            return replace(latest, pin=pin)

        logged.change_header(with_pin)
        assert codes(logged) == {"audit_signature_bad"}


def test_missing_seal(logged: Case) -> None:
    logged.change_header(lambda latest: replace(latest, pin={}))
    assert codes(logged) == {"audit_seal_missing"}


def test_signer_swapped_in_the_header(logged: Case) -> None:
    stranger = Ed25519PrivateKey.generate()
    public = keys.to_text(stranger.public_key().public_bytes_raw())
    pinned = audit.last_seal(logged)
    assert pinned is not None
    forged = replace(pinned, public_key=public)
    forged = replace(forged, signature=keys.to_text(stranger.sign(forged.signed_bytes())))
    pin = {name: getattr(forged, name) for name in forged.__dataclass_fields__}
    logged.change_header(lambda latest: replace(latest, public_key=public, pin=pin))
    assert codes(logged) == {"audit_signer_changed"}


def test_line_is_canonical_and_names_who_what_when(case: Case) -> None:
    number = audit.record(
        case, Act.DISCLOSURE, "bundle_written", objects=["A1"], count=3, detail={"é": 1}
    )
    line = list(audit.lines(case))[number - 1]
    document = json.loads(line)
    assert canonical(document).decode() == line
    assert document["actor"] == case.meta.responsible
    assert document["act"] == "disclosure"
    assert document["at"].endswith("+00:00")


def test_entry_goes_with_its_act(case: Case) -> None:
    before = list(audit.lines(case))
    with pytest.raises(ZeroDivisionError):
        fail_after_recording(case)
    assert list(audit.lines(case)) == before


def fail_after_recording(case: Case) -> None:
    with case.transaction():
        audit.record(case, Act.ALTERATION, "never")
        raise ZeroDivisionError


def test_close_seals_only_what_is_new(case: Case) -> None:
    audit.record(case, Act.ALTERATION, "something")
    case.close()
    with open_case(case.path, secret=Passphrase(PASSPHRASE), mode="write") as again:
        pinned = audit.last_seal(again)
        assert pinned is not None
        assert pinned.count == 2
        generation = again.header.generation
    with open_case(case.path, secret=Passphrase(PASSPHRASE), mode="read") as third:
        assert third.header.generation == generation


def test_sealing_inside_a_transaction_is_a_bug(case: Case) -> None:
    audit.record(case, Act.ALTERATION, "something")
    with case.transaction(), pytest.raises(RuntimeError):
        audit.seal(case)
    audit.seal(case)


def test_signing_key_fits_public_key(case: Case) -> None:
    signer = audit.signing_key(case)
    assert signer.public_key().public_bytes_raw() == audit.public_key(case)
