"""Turn Markdown into HTML, and say which release of the library did it."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import Any

from markdown_it import MarkdownIt

TEXT = "# Where is my container built?\n\n*Nowhere*, by nobody.\n"


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request."""
    del event, context
    version = importlib.metadata.version("markdown-it-py")
    page = f"{MarkdownIt().render(TEXT)}<p>markdown-it-py {version} on Python {platform.python_version()}</p>\n"
    return {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": page}
