"""Greet, in the words of another member of the workspace."""

from __future__ import annotations

from typing import Any

from greeting import greet


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request."""
    del event, context
    return {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": greet(containers=1_000_000)}
