# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters: groups made from links and from the analyst's judgements."""
