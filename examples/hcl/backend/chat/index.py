"""Answer a prompt with a Bedrock model's reply."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3

bedrock = boto3.client("bedrock-runtime")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request: `{"prompt": "…"}`."""
    del context
    prompt = json.loads(event["body"])["prompt"]
    answer = bedrock.converse(
        modelId=os.environ["MODEL_ID"],
        messages=[{"role": "user", "content": [{"text": prompt}]}],
    )
    reply = answer["output"]["message"]["content"][0]["text"]
    return {"statusCode": 200, "body": json.dumps({"reply": reply})}
