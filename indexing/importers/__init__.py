# SPDX-License-Identifier: GPL-3.0-or-later
"""Importers: a source file becomes ad records or rejects with place and code."""
