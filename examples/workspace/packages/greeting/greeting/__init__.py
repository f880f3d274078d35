"""A greeting with a number in it."""

import humanize


def greet(containers: int) -> str:
    """Return a greeting from so many containers."""
    return f"Hello from {humanize.intword(containers)} containers that nobody built"
