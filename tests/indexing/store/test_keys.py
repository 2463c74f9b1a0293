# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, slots and recovery keys."""

from __future__ import annotations

import pytest

from indexing.errors import CaseLockedError
from indexing.store import keys
from indexing.store.keys import Argon2Cost, Passphrase, RecoveryKey
from tests.indexing.store.conftest import CHEAP


def test_recovery_key_reads_back_however_it_is_typed() -> None:
    for _ in range(200):
        text = keys.new_recovery_key()
        plain = keys.parse_recovery_key(text)
        assert len(plain) == 20
        sloppy = text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
        assert keys.parse_recovery_key(sloppy) == plain


def test_recovery_key_is_eight_groups_of_four_and_a_check_symbol() -> None:
    groups = keys.new_recovery_key().split("-")
    assert [len(group) for group in groups] == [4] * 8 + [1]


def test_one_wrong_symbol_of_a_recovery_key_is_noticed() -> None:
    text = keys.new_recovery_key()
    for at, symbol in enumerate(text):
        if symbol == "-":
            continue
        other = "2" if symbol != "2" else "3"
        with pytest.raises(CaseLockedError) as caught:
            keys.parse_recovery_key(text[:at] + other + text[at + 1 :])
        assert caught.value.code == "recovery_key_mistyped"


@pytest.mark.parametrize("text", ["", "-", "ABCD", "U" * 33])
def test_what_is_no_recovery_key(text: str) -> None:
    with pytest.raises(CaseLockedError):
        keys.parse_recovery_key(text)


def test_slot_opens_only_with_its_secret_and_its_case() -> None:
    vault_key = keys.new_key()
    slot = keys.make_slot(Passphrase("caf\u00e9"), vault_key, "one", CHEAP)
    assert keys.open_slot(slot, Passphrase("caf\u00e9"), "one") == vault_key
    assert keys.open_slot(slot, Passphrase("cafe\u0301"), "one") == vault_key
    assert keys.open_slot(slot, Passphrase("cafe"), "one") is None
    assert keys.open_slot(slot, Passphrase("caf\u00e9"), "two") is None
    assert keys.open_slot(slot, RecoveryKey(keys.new_recovery_key()), "one") is None


@pytest.mark.parametrize(
    "untrusted_cost", [None, [64, 1], [64, 1, "1"], [8, 1, 4], [1 << 40, 1, 1], [64, 0, 1]]
)
def test_absurd_cost_is_refused(untrusted_cost: object) -> None:
    with pytest.raises(ValueError, match="argon2id"):
        keys.checked_cost(untrusted_cost)


def test_default_cost_is_the_second_option_of_rfc_9106() -> None:
    assert Argon2Cost() == Argon2Cost(memory_kib=65_536, iterations=3, lanes=4)


def test_secrets_do_not_show_themselves() -> None:
    shown = repr((Passphrase("abcde"), RecoveryKey("abcde"), keys.VaultKey(b"abcde")))
    assert "abcde" not in shown


def test_subkeys_differ_from_each_other_and_between_cases() -> None:
    one, two = keys.derive(b"k" * 32, "one"), keys.derive(b"k" * 32, "two")
    names = keys.CaseKeys.__dataclass_fields__
    found = {getattr(derived, name) for derived in (one, two) for name in names}
    assert len(found) == 2 * len(names)
