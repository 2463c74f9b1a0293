# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn e-mail addresses, links, wallets and accounts, disguised or spoilt on purpose.

Domains are the reserved ones (example.org and its siblings). Wallets are drawn by encoders of
their own, written from the standards (BIP 173, BIP 350, base58check, EIP-55), so that a fault of
the extractor's decoder cannot hide here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping

from indexing.benchmark.extraction_texts import Item, words

_DOMAINS = ("example.org", "example.com", "example.net", "mail.example.org")
_NAMES = ("oak.table", "anna_piano", "bike-repair", "garden24", "jean.martin", "room2let", "k.bell")
_AT_DOT = {
    "en": (
        (" at ", " dot "),
        ("(at)", "(dot)"),
        ("[at]", "[dot]"),
        (" AT ", " DOT "),
        ("(a)", "."),
    ),
    "fr": (
        (" arobase ", " point "),
        ("(arobase)", "(point)"),
        (" arobas ", "."),
        ("[at]", " point "),
    ),
    "es": ((" arroba ", " punto "), ("(arroba)", "(punto)"), ("[arroba]", "[punto]"), ("(a)", ".")),
    "pt": ((" arroba ", " ponto "), ("(arroba)", "(ponto)"), ("[at]", "[ponto]")),
    "ro": ((" arond ", " punct "), ("(arond)", "(punct)"), (" a rond ", " punct "), ("[at]", ".")),
    "ru": (
        (" собака ", " точка "),
        ("(собака)", "(точка)"),
        ("[собака]", "."),
        ("(at)", "(точка)"),
    ),
    "uk": ((" равлик ", " крапка "), ("(собачка)", "(крапка)"), ("[at]", "(крапка)")),
    "de": (
        (" ät ", " punkt "),
        ("(ät)", "(punkt)"),
        (" klammeraffe ", " punkt "),
        ("[at]", "[punkt]"),
    ),
    "it": ((" chiocciola ", " punto "), ("(chiocciola)", "(punto)"), ("[at]", "[punto]")),
    "ar": ((" آت ", " نقطة "), ("(آت)", "(نقطة)"), ("(at)", "(dot)")),
}
_CYRILLIC = str.maketrans("aeopcxy", "аеорсху")
_NO_EMAILS = (
    "Meet at the station, open at 9. Dot com is not my world.",
    "See you at gare.lyon, at noon, dot on the map.",
    "Lessons @ 15 each, 5 @ 10, follow @piano.room",
    "A table at home. Example org chart at 4.",
    "Rendez-vous à la gare, un point c'est tout. Arobase ou pas.",
    "Nos vemos en casa, punto. Arroba de vino 11,5 kg.",
    "Look at example.org for pictures",
    "Sell at 20.50 per item, at best 19.99",
    "(a) first floor (b) second floor. net price",
    "Work at night.shift or at day.shift",
)


def emails(language: str, count: int, seed: int) -> Iterator[Item]:
    """Ads that hold one e-mail address each, ``count`` for every way of writing it."""
    for operator, write in _EMAILS.items():
        chance = random.Random(f"{seed} {language} {operator}")
        for _one in range(count):
            name, domain = chance.choice(_NAMES), chance.choice(_DOMAINS)
            written = write(name, domain, language, chance)
            yield _item(operator, language, written, chance, f"{name}@{domain}")


def no_emails(count: int, seed: int) -> Iterator[Item]:
    """Sentences with "at", "dot" and signs that are no address."""
    chance = random.Random(f"{seed} no emails")
    for _one in range(count):
        text = " ".join(chance.sample(_NO_EMAILS, 2))
        yield Item("email_silent", "any", text, ("FR", "US"), frozenset())


def _item(operator: str, language: str, written: str, chance: random.Random, *values: str) -> Item:
    text = chance.choice(words()[language]["frames"]).replace("{c}", written)
    return Item(operator, language, text, ("FR", "US"), frozenset(values))


def _plain(name: str, domain: str, _language: str, chance: random.Random) -> str:
    return chance.choice((str, str.upper, str.title))(f"{name}@{domain}")


def _words(name: str, domain: str, language: str, chance: random.Random) -> str:
    at, dot = chance.choice(_AT_DOT[language])
    return name + at + domain.replace(".", dot)


def _spaced(name: str, domain: str, _language: str, chance: random.Random) -> str:
    forms = (
        f"{name} @ {domain}",
        f"{name}@ {domain}",
        f"{name} @{domain}",
        f"{name} @ {domain.replace('.', ' . ')}",
        f"{name} (@) {domain}",
    )
    return chance.choice(forms)


def _unicode(name: str, domain: str, _language: str, chance: random.Random) -> str:
    address = f"{name}@{domain}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in address)
    forms = (
        wide,
        address.replace("@", chance.choice("＠﹫")),
        address.translate(_CYRILLIC),
        "\u200b".join(address),
        address.replace("@", "\u200b@\u2060"),
        address.replace(".", chance.choice("。．․")),
    )
    return chance.choice(forms)


_EMAILS: Mapping[str, Callable[[str, str, str, random.Random], str]] = {
    "email_plain": _plain,
    "email_words": _words,
    "email_spaced": _spaced,
    "email_unicode": _unicode,
}


def links(language: str, count: int, seed: int) -> Iterator[Item]:
    """Ads that hold one link each, ``count`` for every way of writing it."""
    for operator, write in _LINKS.items():
        chance = random.Random(f"{seed} {language} {operator}")
        for _one in range(count):
            host = chance.choice(("example.org", "example.com", "shop.example.net"))
            path = chance.choice(("", "/ads/oak-table", "/a/b?item=table&x=1", "/rooms.html"))
            yield _item(operator, language, write(host, path, chance), chance, host + path)


def _link(host: str, path: str, chance: random.Random) -> str:
    return chance.choice(("https://", "http://", "HTTPS://")) + host + path


def _link_bare(host: str, path: str, chance: random.Random) -> str:
    return chance.choice(("www.", "")) + host + path


def _link_defanged(host: str, path: str, chance: random.Random) -> str:
    dots = ("[.]", "(.)", "[dot]", "(dot)", "{.}")
    written = host.replace(".", chance.choice(dots))
    return chance.choice(("hxxps://", "hxxp://", "hXXps://", "", "https[:]//")) + written + path


def _link_closed(host: str, path: str, chance: random.Random) -> str:
    left, right = chance.choice(("()", "<>", "[]", "«»", '""', ("", ","), ("", "!"), ("", "؟")))
    return f"{left}https://{host}{path}{right}"


_LINKS: Mapping[str, Callable[[str, str, random.Random], str]] = {
    "link": _link,
    "link_bare": _link_bare,
    "link_defanged": _link_defanged,
    "link_closed": _link_closed,
}


def wallets(count: int, seed: int) -> Iterator[Item]:
    """Sentences with one wallet each, right ones and spoilt ones."""
    chance = random.Random(f"{seed} wallets")
    for name, draw in _WALLETS.items():
        for _one in range(count):
            right = draw(chance)
            text = f"Deposit for the table: {right} thanks"
            yield Item(name, "any", text, ("FR",), frozenset({right}))
            wrong = _spoilt(right, chance)
            text = f"Deposit for the table: {wrong} thanks"
            yield Item(name + "_spoilt", "any", text, ("FR",), frozenset())


def _spoilt(address: str, chance: random.Random) -> str:
    """One character changed for another of the same alphabet and case."""
    while True:
        at = chance.randrange(5, len(address))
        alphabet = "023456789" if address[at].isdigit() else "acdefghjkmnpqrstuvwxyz"
        if address.startswith("0x"):
            alphabet = "0123456789" if address[at].isdigit() else "abcdef"
        if not address[at].isdigit() and chance.random() < 0.5 and not address.startswith("bc1"):
            other = address[at].swapcase()
        else:
            other = chance.choice(alphabet)
        if other != address[at]:
            return address[:at] + other + address[at + 1 :]


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def segwit(version: int, program: bytes) -> str:
    """A segwit address of the main network: bech32 for version 0, bech32m above (BIP 350)."""
    number = int.from_bytes(program, "big") << (-len(program) * 8 % 5)
    count = -(-len(program) * 8 // 5)
    data = [version, *((number >> 5 * (count - 1 - i)) & 31 for i in range(count))]
    expanded = [3, 3, 0, 2, 3, *data, 0, 0, 0, 0, 0, 0]
    check = _polymod(expanded) ^ (1 if version == 0 else 0x2BC830A3)
    data += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return "bc1" + "".join(_BECH32[value] for value in data)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


def base58check(version: int, payload: bytes) -> str:
    """A legacy address of the main network: version 0 (public key) or 5 (script)."""
    raw = bytes([version]) + payload
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def ethereum(address: bytes) -> str:
    """An Ethereum address in mixed case (EIP-55)."""
    plain = address.hex()
    digest = _keccak256(plain.encode()).hex()
    return "0x" + "".join(
        c.upper() if int(d, 16) > 7 else c for c, d in zip(plain, digest, strict=False)
    )


def _keccak256(message: bytes) -> bytes:
    """Keccak as before SHA-3 changed its padding; messages of one block only (136 bytes)."""
    block = bytearray(message.ljust(136, b"\0"))
    block[len(message)] ^= 0x01
    block[135] ^= 0x80
    lanes = [int.from_bytes(block[8 * i : 8 * i + 8], "little") for i in range(17)] + [0] * 8
    register = 1
    for _round in range(24):
        register = _keccak_round(lanes, register)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _keccak_round(lanes: list[int], register: int) -> int:
    mask = (1 << 64) - 1
    sums = [
        lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)
    ]
    for at in range(25):
        left = sums[(at + 1) % 5]
        lanes[at] ^= sums[(at - 1) % 5] ^ ((left << 1 | left >> 63) & mask)
    x, y, current = 1, 0, lanes[1]
    for turn in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        by = (turn + 1) * (turn + 2) // 2 % 64
        current, lanes[x + 5 * y] = (
            lanes[x + 5 * y],
            (current << by | current >> (64 - by)) & mask,
        )
    for row in range(0, 25, 5):
        line = lanes[row : row + 5]
        for x in range(5):
            lanes[row + x] = line[x] ^ (~line[(x + 1) % 5] & line[(x + 2) % 5] & mask)
    for bit in range(7):
        register = (register << 1 ^ (register >> 7) * 0x171) & 0xFF
        if register & 2:
            lanes[0] ^= 1 << ((1 << bit) - 1)
    return register


_WALLETS: Mapping[str, Callable[[random.Random], str]] = {
    "wallet_segwit": lambda chance: segwit(0, chance.randbytes(chance.choice((20, 32)))),
    "wallet_taproot": lambda chance: segwit(1, chance.randbytes(32)),
    "wallet_base58": lambda chance: base58check(chance.choice((0, 5)), chance.randbytes(20)),
    "wallet_ethereum": lambda chance: ethereum(chance.randbytes(20)),
}
