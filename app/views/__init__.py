# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets: layout, painting, asking for operations."""
