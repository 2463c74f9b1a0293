# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work: the only threads, and the jobs that run in other processes."""
