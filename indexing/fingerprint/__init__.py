# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints: text signatures, text embeddings and picture hashes, each stamped with kind and version."""
