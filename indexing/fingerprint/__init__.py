# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints: text signatures, text vectors, picture hashes, each stamped with its version."""
