# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a row says to call, as far as it tells two rows apart."""

from __future__ import annotations

import pytest

from indexing.store import row_contacts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Call 06 39 98 00 12", ["639980012"]),
        ("06 - 39 - 98 - 00 - 12", ["639980012"]),
        ("06 39 98 00 12 450 EUR", ["639980012"]),
        ("0639980012 450", ["639980012"]),
        ("06 39 98 00 12 / 06 39 98 00 13", ["639980012", "639980013"]),
        ("0639980013 0639980012", ["639980013", "639980012"]),
        ("06 39 98 00 12 50 60", ["639980012"]),
        ("639 98 00 12 639 98 00 13", ["639980012", "639980013"]),
        ("+33 6 39 98 12 00", ["639981200"]),
        ("+33 (0)6 39 98 00 12", ["639980012"]),
        ("(212) 555-0123", ["125550123"]),
        ("1 (212) 555-0123 4", ["255501234"]),
        ("call (202) 555-0143 now", ["025550143"]),
        ("+45 20 30 40 50", ["520304050"]),
        ("0639980012 12", ["639980012"]),
        ("0639980012 12345", ["639980012"]),
        ("12345678 12345678901", ["345678901"]),
        ("07700 900 123 07700 900 124", ["700900123", "700900124"]),
        ("+44 7700 900 123", ["700900123"]),
        ("+34 639 98 00 12", ["639980012"]),
        ("1715000000123 and 0639980012", ["639980012"]),
        ("call 1715000000123 0639980012", ["639980012"]),
        ("100 150 200 250", []),
        ("from 12/05/2026 to 14.05.2026", []),
        ("Page 1715000000123", []),
        ("Ref 1234567890", []),
        ("Annonce n° 1234567890", []),
        ("Ref 0639980012", ["639980012"]),
        ("#1234567890 then", []),
        ("06 39 98 00 12 xx", []),
        ("06 39 98 0 ...", []),
        ("1234567890123456789", []),
        ("12 1234567890123456", []),
        ("Anna@Example.org or @Anna_22 or t.me/bea", ["anna@example.org", "anna_22", "bea"]),
    ],
)
def test_numbers_and_names_in_a_text(text: str, told: list[str]) -> None:
    assert list(row_contacts.of_row([text], ())) == told


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("20 30 40 51", ["20304051"]),
        ("20 30 40 50, 20 30 40 51", ["20304050", "20304051"]),
        ("anna_tg", ["anna_tg"]),
        ("Telegram: anna_tg", ["anna_tg"]),
        ("@anna_tg", ["anna_tg"]),
        ("https://instagram.com/anna.rooms/", ["instagram.com", "anna.rooms"]),
        ("Anna", ["anna"]),
        ("WhatsApp", []),
        ("N/A", []),
        ("hidden", []),
        ("12345", []),
        ("see the profile", []),
        ("+33 6 39 98 XX XX", []),
        ("06 39 98 ....", []),
        ("+33639980012", ["639980012"]),
    ],
)
def test_what_stands_alone_among_the_contacts_may_be_short_or_a_bare_name(
    entry: str, told: list[str]
) -> None:
    assert list(row_contacts.of_row((), [entry])) == told
