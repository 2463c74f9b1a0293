# SPDX-License-Identifier: GPL-3.0-or-later
"""Extractors: mentions with their spans, read from the text of an ad."""
