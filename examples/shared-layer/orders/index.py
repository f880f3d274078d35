"""Check an order with pydantic, whose core is compiled."""

from __future__ import annotations

from typing import Any

import pydantic


class Order(pydantic.BaseModel):
    """What is asked for."""

    item: str
    quantity: int = pydantic.Field(gt=0)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request."""
    del event, context
    checked = Order(item="tea", quantity=3)
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": checked.model_dump_json()}
