# SPDX-License-Identifier: GPL-3.0-or-later
"""Indicators: the codebook, its loader and what it refuses."""
