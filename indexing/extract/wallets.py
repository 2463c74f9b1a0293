# SPDX-License-Identifier: GPL-3.0-or-later
"""Wallet addresses whose checksum holds; a pattern alone would take any random text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice

from indexing.extract.claims import MAX_CANDIDATES

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<base58>[13LMDT9A][1-9A-HJ-NP-Za-km-z]{24,34})"
    r"|(?P<bech32>(?:bc|BC|ltc|LTC)1[a-zA-Z0-9]{11,87})|(?P<ether>0x[0-9a-fA-F]{40}))"
    r"(?![A-Za-z0-9])"
)
_VERSIONS = frozenset({0x00, 0x05, 0x30, 0x32, 0x1E, 0x16, 0x41})
"""Bitcoin, Litecoin, Dogecoin and Tron."""
_BECH32_SUM, _BECH32M_SUM = 1, 0x2BC830A3


def find(raw: str) -> Iterator[tuple[int, int, str]]:
    """Raw spans and canonical addresses."""
    for match in islice(_CANDIDATE.finditer(raw), MAX_CANDIDATES):
        address = match.group()
        if match["base58"]:
            value = address if is_base58(address) else ""
        elif match["bech32"]:
            value = address.lower() if is_segwit(address) else ""
        else:
            value = address.lower() if is_ether(address) else ""
        if value:
            yield match.start(), match.end(), value


def is_base58(address: str) -> bool:
    """Whether a base58check address has a known version and the right sum."""
    number = 0
    for character in address:
        number = number * 58 + _BASE58.index(character)
    if number >= 1 << 200:
        return False
    data = number.to_bytes(25, "big")
    leading = len(address) - len(address.lstrip("1"))
    if len(data) - len(data.lstrip(b"\0")) != leading and data[0] == 0:
        return False
    return (
        data[0] in _VERSIONS
        and hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]
    )


def is_segwit(address: str) -> bool:
    """Whether a bech32 or bech32m address (BIP 173, BIP 350) holds."""
    if address not in (address.lower(), address.upper()):
        return False
    human, _, data = address.lower().rpartition("1")
    if human not in ("bc", "ltc") or any(c not in _BECH32 for c in data) or len(data) < 8:
        return False
    values = [_BECH32.index(c) for c in data]
    expected = _BECH32_SUM if values[0] == 0 else _BECH32M_SUM
    spread = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    if _polymod(spread + values) != expected or values[0] > 16:
        return False
    program = _regrouped(values[1:-6])
    if program is None or not 2 <= program <= 40:
        return False
    return values[0] != 0 or program in (20, 32)


def _polymod(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            total ^= factor if (top >> place) & 1 else 0
    return total


def _regrouped(values: list[int]) -> int | None:
    """Bytes that five-bit values make, or None when the padding is wrong."""
    spare = len(values) * 5 % 8
    if spare >= 5 or (spare and values[-1] & ((1 << spare) - 1)):
        return None
    return len(values) * 5 // 8


def is_ether(address: str) -> bool:
    """Whether a hexadecimal address is in one case, or in the mixed case of EIP-55."""
    plain = address[2:]
    if plain in (plain.lower(), plain.upper()):
        return len(set(plain.lower())) > 4
    digest = keccak256(plain.lower().encode()).hex()
    return all(
        c.isdigit() or c.isupper() == (int(digest[place], 16) >= 8) for place, c in enumerate(plain)
    )


_ROUNDS = 24
_MASK = (1 << 64) - 1


def _round_constants() -> tuple[int, ...]:
    constants, state = [], 1
    for _ in range(_ROUNDS):
        constant = 0
        for bit in range(7):
            if state & 1:
                constant |= 1 << ((1 << bit) - 1)
            state = (state << 1) ^ (0x171 if state & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS = _round_constants()


def _rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & _MASK if by else word


def _permuted(lanes: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        column = [
            lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
            for x in range(5)
        ]
        turn = [column[(x - 1) % 5] ^ _rotated(column[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ turn[place % 5] for place, lane in enumerate(lanes)]
        x, y, current = 1, 0, lanes[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            place = x + 5 * y
            current, lanes[place] = (
                lanes[place],
                _rotated(current, (step + 1) * (step + 2) // 2 % 64),
            )
        lanes = [
            lanes[p] ^ (~lanes[p // 5 * 5 + (p + 1) % 5] & lanes[p // 5 * 5 + (p + 2) % 5])
            for p in range(25)
        ]
        lanes[0] ^= constant
    return [lane & _MASK for lane in lanes]


def keccak256(data: bytes) -> bytes:
    """Keccak-256 as Ethereum uses it (not the SHA3-256 of the standard library)."""
    rate = 136
    padded = bytearray(data) + b"\x01" + b"\0" * (-(len(data) + 1) % rate)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), rate):
        for place in range(rate // 8):
            at = start + place * 8
            lanes[place] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
