# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns files into linked, clustered, explained records and owns the case database."""
