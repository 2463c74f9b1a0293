# SPDX-License-Identifier: GPL-3.0-or-later
"""Linkers: candidate pairs with their reasons, never a bare number."""
