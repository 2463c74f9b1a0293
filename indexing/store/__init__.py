# SPDX-License-Identifier: GPL-3.0-or-later
"""The encrypted case: all SQL, keys and blobs live here."""

# First of all, so that sqlite-utils finds SQLCipher and never plain SQLite.
import indexing.store.engine_sqlcipher  # noqa: F401
