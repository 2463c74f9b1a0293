# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is changed in a bundle is noticed, by the program and by the script in it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bundles import layout, sshsig
from app.bundles.verify import check_bundle, verify_bundle
from indexing.progress import run
from tests.app.bundles.verdicts import accepted, files

SEED = 20260101
FLIPS = 300
GOOD, BAD = (True, True), (False, False)


def test_an_untouched_bundle_is_valid(bundle: Path) -> None:
    assert accepted(bundle) == GOOD
    verdict = run(check_bundle(bundle))
    assert verdict.items == 4
    assert verdict.signer.startswith("SHA256:")


def test_every_flipped_byte_is_noticed(copied: Path) -> None:
    chance = random.Random(SEED)
    everything = files(copied)
    for turn in range(FLIPS):
        filled = [file for file in everything if file.stat().st_size]
        # each file at least once, among them signature, keys, instructions and script
        file = filled[turn] if turn < len(filled) else chance.choice(filled)
        before = file.read_bytes()
        place = chance.randrange(len(before))
        flipped = before[place] ^ (1 << chance.randrange(8))
        file.write_bytes(before[:place] + bytes([flipped]) + before[place + 1 :])
        assert accepted(copied) == BAD, (file, place, flipped)
        file.write_bytes(before)
    assert accepted(copied) == GOOD


def test_each_byte_of_seal_signature_and_keys_counts(copied: Path) -> None:
    for name in (layout.SIGNATURE, layout.PUBLIC_KEY, layout.SIGNERS, layout.DECLARATION):
        file = copied / name
        before = file.read_bytes()
        for place in range(0, len(before), 3):
            file.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
            assert not run(check_bundle(copied)).valid, (name, place)
        file.write_bytes(before)


def test_a_lost_or_added_line_end_is_noticed_in_every_file(copied: Path) -> None:
    for file in files(copied):
        before = file.read_bytes()
        for after in (before[:-1], before + b"\n", before + b"\0"):
            if after != before:
                file.write_bytes(after)
                assert accepted(copied) == BAD, (file, after[-20:])
        file.write_bytes(before)


def test_a_missing_file_is_noticed(copied: Path) -> None:
    for file in files(copied):
        before = file.read_bytes()
        file.unlink()
        assert accepted(copied) == BAD, file
        file.write_bytes(before)


@pytest.mark.parametrize(
    "name",
    [
        "added",
        "data/added",
        "data/originals/A1/0-.jpg",
        ".hidden",
        "tagmanifest-md5.txt",
        "fetch.txt",
    ],
)
def test_an_added_file_is_noticed(copied: Path, name: str) -> None:
    (copied / name).write_bytes(b"")
    assert accepted(copied) == BAD


def test_an_added_empty_folder_is_noticed(copied: Path) -> None:
    (copied / "data" / "more").mkdir()
    assert accepted(copied) == BAD


def test_a_link_is_noticed_even_when_it_leads_to_the_same_bytes(
    copied: Path, tmp_path: Path
) -> None:
    file = copied / layout.ITEMS
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert accepted(copied) == BAD


def test_a_linked_folder_is_noticed(copied: Path, tmp_path: Path) -> None:
    shutil.move(copied / "data", tmp_path / "data")
    (copied / "data").symlink_to(tmp_path / "data", target_is_directory=True)
    assert accepted(copied) == BAD


def _rename(bundle: Path) -> None:
    (bundle / layout.LINKS).rename(bundle / "data" / "links2.jsonl")


def _swap(bundle: Path) -> None:
    one, two = sorted((bundle / layout.ORIGINALS).rglob("*.*"))[:2]
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _rewrite_manifests(bundle: Path) -> None:
    """Change an item and put all hashes right, as who cannot sign would."""
    file = bundle / layout.ITEMS
    file.write_bytes(file.read_bytes().replace(b"Quiet", b"Noisy"))
    for manifest, names in (
        (layout.MANIFEST, [path for path in files(bundle) if "data" in path.parts]),
        (layout.TAG_MANIFEST, [bundle / name for name in layout.TAG_FILES]),
    ):
        lines = [
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bundle)}\n"
            for path in sorted(names)
        ]
        (bundle / manifest).write_text("".join(lines))


def _rewrite_seal(bundle: Path) -> None:
    _rewrite_manifests(bundle)
    sealed = json.loads((bundle / layout.SEAL).read_text())
    digest = hashlib.sha256((bundle / layout.TAG_MANIFEST).read_bytes()).hexdigest()
    sealed["tagmanifest_sha256"] = digest
    (bundle / layout.SEAL).write_text(json.dumps(sealed, indent=1, sort_keys=True) + "\n")


def _sign_anew(bundle: Path) -> None:
    """The same, signed with a key of one's own: the keys beside it still name the case's."""
    _rewrite_seal(bundle)
    key = Ed25519PrivateKey.generate()
    signature = sshsig.sign(key, (bundle / layout.SEAL).read_bytes(), layout.NAMESPACE)
    (bundle / layout.SIGNATURE).write_bytes(signature)


def _cut_the_log(bundle: Path) -> None:
    file = bundle / layout.AUDIT
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


@pytest.mark.parametrize(
    "tamper", [_rename, _swap, _rewrite_manifests, _rewrite_seal, _sign_anew, _cut_the_log]
)
def test_whole_files_tampered_with_are_noticed(
    copied: Path, tamper: Callable[[Path], None]
) -> None:
    tamper(copied)
    assert accepted(copied) == BAD


def test_a_second_spelling_of_the_signature_is_no_signature(copied: Path) -> None:
    file = copied / layout.SIGNATURE
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert accepted(copied) == BAD


def test_another_signer_than_the_one_asked_for_is_told(bundle: Path) -> None:
    signer = run(check_bundle(bundle)).signer
    assert run(verify_bundle(bundle, signer=signer)).valid
    other = run(verify_bundle(bundle, signer="SHA256:" + "A" * 43))
    assert [one.problem for one in other.problems] == ["bundle_signer_other"]
