"""Say what a table of orders adds up to, by pandas, and where pandas was imported from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

ORDERS = pd.DataFrame({"item": ["tea", "bread", "tea"], "price": [3.5, 2.0, 4.5]})


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request."""
    del event, context
    totals = ORDERS.groupby("item")["price"].sum()
    answer = {
        "totals": {str(item): float(total) for item, total in totals.items()},
        "pandas": pd.__version__,
        "numpy": np.__version__,
        "from": pd.__file__,
    }
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(answer)}
