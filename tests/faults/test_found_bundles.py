# SPDX-License-Identifier: GPL-3.0-or-later
"""Bundles that somebody made or changed to do harm: told as what they are, soon, and never valid.

Whoever makes a bundle can sign it with a key of their own; so what stands under a good signature
is as hostile as the rest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bundles import found_files, layout, sshsig, verify
from app.bundles.verify import Verdict, check_bundle
from app.commands.handing import verify_command
from indexing import limits
from indexing.progress import run
from indexing.store import audit
from indexing.store.audit import Seal
from tests.app.bundles import verdicts

pytestmark = pytest.mark.timeout(60)

KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
SIGNER = base64.b64encode(PUBLIC).decode()
CASE = "0" * 32
HUGE = 20_000_000_000
SOON = 1_000_000
Change = Callable[[dict[str, object]], bytes]


def line(number: int, head: str, more: str = "") -> bytes:
    return b'{"n":%d,"prev":"%s"%s}' % (number, head.encode(), more.encode())


def log(count: int = 3) -> tuple[bytes, str]:
    """So many lines of a log, and the hash of the last."""
    head, lines = audit.FIRST, []
    for number in range(1, count + 1):
        lines.append(line(number, head) + b"\n")
        head = hashlib.sha256(lines[-1][:-1]).hexdigest()
    return b"".join(lines), head


def audit_seal(count: int, head: str, *, case_id: str = CASE) -> dict[str, object]:
    unsigned = Seal(case_id, count, head, "2026-01-01", SIGNER, "")
    signature = base64.b64encode(KEY.sign(unsigned.signed_bytes())).decode()
    return {"format": audit.SEAL_FORMAT, **asdict(replace(unsigned, signature=signature))}


@dataclass
class Forged:
    """What stands in a bundle instead of what belongs there; all of it is signed."""

    case_id: str = CASE
    payload: Mapping[str, bytes] = field(default_factory=dict)
    tags: Mapping[str, bytes] = field(default_factory=dict)
    sealed: Mapping[str, object] = field(default_factory=dict)
    as_bytes: Change = lambda document: json.dumps(document).encode()


def plain(document: Mapping[str, object], old: str, new: str) -> bytes:
    text = json.dumps(document)
    assert old in text
    return text.replace(old, new).encode()


def forge(folder: Path, forged: Forged | None = None) -> Path:
    forged = forged or Forged()
    lines, head = log()
    files = {layout.ITEMS: b'{"ad":"A1"}\n', layout.AUDIT: lines, **forged.payload}
    size, who = sum(map(len, files.values())), f"case-{forged.case_id}"
    tags = {
        layout.DECLARATION: layout.DECLARED.encode(),
        layout.INFO: f"Payload-Oxum: {size}.{len(files)}\n".encode(),
        layout.MANIFEST: manifest(files),
        layout.SIGNERS: (sshsig.allowed_line(PUBLIC, who, layout.NAMESPACE) + "\n").encode(),
        layout.PUBLIC_KEY: (sshsig.public_line(PUBLIC, who) + "\n").encode(),
        layout.INSTRUCTIONS: b"words\n",
        layout.VERIFIER: b"pass\n",
        **forged.tags,
    }
    sealed: dict[str, object] = {
        "format": layout.SEAL_FORMAT,
        "case_id": forged.case_id,
        "signer": SIGNER,
        "items": 1,
        "files": len(files) + len(layout.TAG_FILES) + len(layout.SEALING),
        "payload_bytes": size,
        "tagmanifest_sha256": hashlib.sha256(manifest(tags)).hexdigest(),
        "audit": audit_seal(3, head, case_id=forged.case_id),
        "previous_seal": None,
        **forged.sealed,
    }
    whole = forged.as_bytes(sealed)
    last = {
        layout.TAG_MANIFEST: manifest(tags),
        layout.SEAL: whole,
        layout.SIGNATURE: sshsig.sign(KEY, whole, layout.NAMESPACE),
    }
    for path, data in {**files, **tags, **last}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in files.items())
    return "".join(sorted(lines, key=lambda one: one[66:])).encode()


def found(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.path, one.problem) for one in verdict.problems}


def judged(folder: Path) -> set[tuple[str, str]]:
    problems = found(run(check_bundle(folder)))
    script = verdicts.SCRIPT.Check(str(folder))
    script.run()  # what lies in each bundle must not say otherwise
    form = (
        layout.DECLARATION,
        "bundle_no_bag",
    )  # as the library has it
    assert bool(script.problems) == bool(problems) or (problems == {form} and not script.problems)
    return problems


def test_a_bundle_of_this_builder_is_valid_as_it_is(tmp_path: Path) -> None:
    assert judged(forge(tmp_path / "b")) == set()


UNREADABLE: Sequence[Change] = (
    lambda one: plain(one, '"items": 1', '"items": 7, "items": 1'),
    lambda one: b"\xef\xbb\xbf" + json.dumps(one).encode(),
    lambda one: json.dumps(one).encode("utf-16"),
    lambda one: plain(one, '"items": 1', '"items": 1, "more": NaN'),
    lambda one: plain(one, '"items": 1', '"items": ' + "9" * 4301),
    lambda one: plain(one, '"items": 1', '"items": ' + "[" * 20_000),
    lambda one: plain(one, f'"{CASE}"', '"\\ud800"'),
    lambda one: plain(one, f'"{CASE}"', '"a\\nb"'),
    lambda one: plain(one, f'"{CASE}"', '["a"]'),
    lambda one: plain(one, '"case_id"', '"case"'),
)


@pytest.mark.parametrize("change", UNREADABLE)
def test_a_seal_that_two_readers_may_read_otherwise_is_none(tmp_path: Path, change: Change) -> None:
    folder = forge(tmp_path / "b", Forged(as_bytes=change))
    assert (layout.SEAL, "bundle_seal_unreadable") in judged(folder)


def test_nothing_stands_behind_what_was_signed(tmp_path: Path) -> None:
    limit = 65_536
    folder = forge(
        tmp_path / "b", Forged(as_bytes=lambda one: json.dumps(one).encode().ljust(limit))
    )
    assert judged(folder) == set()
    with (folder / layout.SEAL).open("ab") as seal:
        seal.write(b"more")
    assert judged(folder) == {(layout.SEAL, "bundle_signature_bad")}


@pytest.mark.parametrize(
    ("name", "value"),
    [("items", True), ("items", 1.0), ("files", 12.0), ("payload_bytes", "12")],
)
def test_counts_are_whole_numbers(tmp_path: Path, name: str, value: object) -> None:
    folder = forge(tmp_path / "b", Forged(sealed={name: value}))
    assert (layout.SEAL, "bundle_count_differs") in judged(folder)


def test_the_signer_is_spelt_in_one_way(tmp_path: Path) -> None:
    assert SIGNER.endswith("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = SIGNER[:-2] + alphabet[alphabet.index(SIGNER[-2]) + 1] + "="
    assert base64.b64decode(other) == PUBLIC
    folder = forge(tmp_path / "b", Forged(sealed={"signer": other}))
    assert (layout.SEAL, "bundle_signer_differs") in judged(folder)


OXUM = b"Payload-Oxum: 12.2\n"


@pytest.mark.parametrize(
    "info",
    [
        OXUM + b"External-Description: \xff\xfe\n",
        OXUM + OXUM,
        "Payload-Oxum: \u00b2.\u00b2\n".encode(),
        b"Payload-Oxum: " + b"9" * 5000 + b".2\n",
        b"words without a colon\n",
    ],
)
def test_tag_files_that_the_library_cannot_read_are_no_bug(tmp_path: Path, info: bytes) -> None:
    folder = forge(tmp_path / "b", Forged(tags={layout.INFO: info}))
    assert judged(folder) == {(layout.DECLARATION, "bundle_no_bag")}


@pytest.mark.parametrize("encoding", ["zlib", "idna", "utf-16", "rot13", "none-such"])
def test_a_bundle_does_not_choose_how_it_is_decoded(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bagit

    def never(*_what: object) -> None:
        raise AssertionError(encoding)

    monkeypatch.setattr(bagit, "Bag", never)
    declared = layout.DECLARED.replace("UTF-8", encoding).encode()
    folder = forge(tmp_path / "b", Forged(tags={layout.DECLARATION: declared}))
    assert judged(folder) == {(layout.DECLARATION, "bundle_no_bag")}


@pytest.mark.skipif(sys.platform == "win32", reason="such a file would take its room on the disk")
@pytest.mark.parametrize("path", [layout.AUDIT, layout.ITEMS, layout.VERIFIER, layout.MANIFEST])
def test_a_file_far_longer_than_was_sealed_is_not_read_to_its_end(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = forge(tmp_path / "b")
    os.truncate(folder / path, HUGE)
    read = [0]
    chunks = verify._chunks

    def counted(file: Path) -> object:
        for chunk in chunks(file):
            read[0] += len(chunk)
            assert read[0] < SOON, path
            yield chunk

    monkeypatch.setattr(verify, "_chunks", counted)
    if path == layout.MANIFEST:
        monkeypatch.setattr(limits, "MAX_BUNDLE_FILES_MISSING", 1_000)
    assert (path, "bundle_file_changed") in judged(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="such a file would take its room on the disk")
def test_a_line_of_the_log_is_not_held_whatever_its_length(tmp_path: Path) -> None:
    folder = forge(tmp_path / "b")
    os.truncate(folder / layout.AUDIT, HUGE)
    assert (layout.AUDIT, "audit_line_edited") in judged(folder)


def test_a_list_of_files_that_goes_on_forever_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_BUNDLE_FILES_MISSING", 1_000)
    lines = (f"{'0' * 64}  data/{number}\n" for number in range(1_100))
    folder = forge(tmp_path / "b", Forged(tags={layout.MANIFEST: "".join(lines).encode()}))
    verdict = run(check_bundle(folder))
    assert (layout.MANIFEST, "bundle_manifest_unreadable") in found(verdict)
    assert len(verdict.problems) < 10


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        b"%s  data/a\n%s  data/a\n",
        b"%s  data/../../etc/passwd\n%s  data/b\n",
        b"%s  /etc/passwd\n%s  data/b\n",
        b"%.32s  data/a\n%s  data/b\n",
        b"%s *data/a\n%s  data/b\n",
        b"%s  data/a\r\n%s  data/b\r\n",
        b"%s  data/a%%0A\n%s  data/b\n",
    ],
)
def test_lists_of_another_form_are_refused(tmp_path: Path, listed: bytes) -> None:
    data = listed % (b"0" * 64, b"0" * 64) if listed else b""
    folder = forge(tmp_path / "b", Forged(tags={layout.MANIFEST: data}))
    problems = {problem for _path, problem in judged(folder)}
    assert "bundle_file_added" in problems
    assert not listed or "bundle_manifest_unreadable" in problems


def test_more_problems_than_anybody_reads_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_BUNDLE_PROBLEMS", 5)
    folder = forge(tmp_path / "b")
    for number in range(20):
        (folder / "data" / f"{number}").touch()
    verdict = run(check_bundle(folder))
    assert (len(verdict.problems), verdict.further) == (5, 16)
    assert not verdict.valid
    done = CliRunner().invoke(verify_command, [str(folder), "--json", "--progress", "none"])
    assert json.loads(done.stdout)["further_problems"] == 16
    done = CliRunner().invoke(verify_command, [str(folder), "--progress", "none"])
    assert "21" in done.stdout.splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="made relative to an open folder")
def test_folders_in_folders_without_end_are_not_gone_into(tmp_path: Path) -> None:
    folder = forge(tmp_path / "b")
    at = os.open(folder / "data", os.O_RDONLY)
    for _depth in range(1_500):
        os.mkdir("d", dir_fd=at)
        deeper = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = deeper
    os.close(at)
    try:
        problems = judged(folder)
    finally:
        _remove_deep(folder / "data" / "d")
    assert [problem for _path, problem in problems] == ["bundle_file_added"]
    assert all(len(path) <= found_files.LONGEST_PATH + 2 for path, _problem in problems)


def _remove_deep(folder: Path) -> None:
    """What the library's own removal fails on, for its depth."""
    spare = folder.with_name("e")
    while (folder / "d").is_dir():
        (folder / "d").rename(spare)
        folder.rmdir()
        spare.rename(folder)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
@pytest.mark.parametrize("path", [layout.SEAL, layout.MANIFEST, layout.ITEMS, layout.DECLARATION])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, path: str) -> None:
    folder = forge(tmp_path / "b")
    (folder / path).unlink()
    os.mkfifo(folder / path)
    assert (path, "bundle_not_a_file") in judged(folder)


def test_the_log_names_one_chain_in_one_way(tmp_path: Path) -> None:
    words = '"withheld":"selection","sha256":"%s"' % ("1" * 64)
    cases = {
        "extra": line(1, audit.FIRST, f',{words},"action":"exported"'),
        "no hash": line(1, audit.FIRST, ',"withheld":"selection","sha256":"z"'),
        "twice": line(1, "x", f',"prev":"{audit.FIRST}"'),
        "not a number": line(1, audit.FIRST, ',"x":NaN'),
    }
    for name, told in cases.items():
        head = "1" * 64 if name == "extra" else hashlib.sha256(told).hexdigest()
        forged = Forged(
            payload={layout.AUDIT: told + b"\n"},
            sealed={"audit": audit_seal(1, "z" if name == "no hash" else head)},
        )
        folder = forge(tmp_path / name, forged)
        assert judged(folder) == {(layout.AUDIT, "audit_line_edited")}, name


def test_a_seal_of_the_log_without_its_format_is_none(tmp_path: Path) -> None:
    good = audit_seal(3, log()[1])
    for number, wrong in enumerate(
        ({**good, "format": "other"}, {**good, "more": 1}, dict(list(good.items())[1:]))
    ):
        folder = forge(tmp_path / f"{number}", Forged(sealed={"audit": wrong}))
        assert judged(folder) == {(layout.SEAL, "audit_signature_bad")}


@pytest.mark.parametrize(
    ("count", "code"), [(4, "audit_cut"), (2, "audit_rewritten"), (10**300, "audit_cut")]
)
def test_a_log_of_another_length_than_was_sealed_is_told(
    tmp_path: Path, count: int, code: str
) -> None:
    folder = forge(tmp_path / "b", Forged(sealed={"audit": audit_seal(count, log()[1])}))
    assert judged(folder) == {(layout.AUDIT, code)}


@pytest.mark.parametrize(
    ("count", "head"), [(99, ""), (-1, ""), (2, "0" * 64), (0, "1" * 64), (10**300, "")]
)
def test_the_earlier_seal_of_the_log_has_to_be_met(tmp_path: Path, count: int, head: str) -> None:
    folder = forge(tmp_path / "b", Forged(sealed={"previous_seal": audit_seal(count, head)}))
    assert judged(folder) == {(layout.AUDIT, "audit_rewritten")}
    for good, number in ((log(2)[1], 2), (audit.FIRST, 0), (log()[1], 3)):
        earlier = Forged(sealed={"previous_seal": audit_seal(number, good)})
        assert judged(forge(tmp_path / f"{number}", earlier)) == set()


def test_an_empty_fingerprint_is_not_any_key(tmp_path: Path) -> None:
    folder = str(forge(tmp_path / "b"))
    assert CliRunner().invoke(verify_command, [folder]).exit_code == 0
    for empty in ("", " "):
        done = CliRunner().invoke(verify_command, [folder, "--signer", empty])
        assert done.exit_code == 2
        assert "--signer" in done.output
