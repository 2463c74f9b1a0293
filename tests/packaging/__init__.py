# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of set-up and of what it builds."""
