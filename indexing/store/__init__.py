# SPDX-License-Identifier: GPL-3.0-or-later
"""The encrypted case: all SQL, keys and blobs live here."""
