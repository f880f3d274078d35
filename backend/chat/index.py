"""Answers POST /chat with a Bedrock model's reply, and GET /health with what this container runs.

Parse, decide, reply: a request that is refused makes no model call, and neither a log line nor a reply ever holds
a prompt, a header or an upstream message.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import platform
import re
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import accumulate, count, cycle
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, UnknownServiceError
from botocore.loaders import Loader
from botocore.parsers import ResponseParserError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY_BYTES = 64 * 1024
MAX_DEPTH = 8  # the deepest valid body has 3
MAX_MESSAGES = 20
MAX_MESSAGE_CHARACTERS = 8_000
MAX_PROMPT_CHARACTERS = 32_000
MAX_TOKENS = 1_024
SYSTEM_PROMPT = "Answer briefly, in plain text."

CONNECT_TIMEOUT_SECONDS = 1
ATTEMPTS = 2
LONGEST_PAUSE_SECONDS = 6  # between two attempts, where Bedrock asks for one (botocore's standard retry mode)
OWN_SECONDS = 1  # to start, to parse and to reply
RETRY_AFTER_SECONDS = 5

ROLES = ("user", "assistant")
METHODS = {"/chat": "POST", "/health": "GET"}

BUSY = (429, "The model has too many requests at the moment; try again in a few seconds.")
SLOW = (504, "The model did not answer in time.")
CLOSED = (502, "This function may not use its model; its owner must check the model's name and access.")
AWAY = (502, "The model is not available at the moment; try again later.")
FAILED = (502, "The model could not be asked.")
INVALID = (400, "The model does not accept this conversation.")
# 1.34.116: "This release adds Converse and ConverseStream APIs to Bedrock Runtime" (boto3's changelog, May 2024).
_OLD = f"This function's boto3 {boto3.__version__} has no Converse operation; it came with boto3 1.34.116."
NO_CONVERSE = (501, f"{_OLD} Bundle a newer boto3.")

# By the code of a service's error, or by the name of botocore's own; whatever is not here is FAILED.
FAILURES = {
    "429": BUSY,  # botocore's code for an error that came without one
    "ThrottlingException": BUSY,
    "TooManyRequestsException": BUSY,
    "ServiceQuotaExceededException": BUSY,
    "ModelTimeoutException": SLOW,
    "ReadTimeoutError": SLOW,
    "ConnectTimeoutError": SLOW,
    "AccessDeniedException": CLOSED,
    "ResourceNotFoundException": CLOSED,
    "ModelNotReadyException": AWAY,
    "ServiceUnavailableException": AWAY,
    "ValidationException": INVALID,
    "UnknownServiceError": NO_CONVERSE,
}

_STRING = re.compile(r'"(?:[^"\\]|\\.?)*"?', re.DOTALL)  # also an unclosed one, so that it never backtracks
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")  # unpaired surrogates have no UTF-8, and NUL has no place in a prompt
_requests = count()


class Response(TypedDict):
    """What an HTTP API takes as the reply (payload format 2.0)."""

    statusCode: int
    headers: dict[str, str]
    body: str


class Bedrock(Protocol):
    """The one operation used of the bedrock-runtime client."""

    def converse(self, **request: object) -> Mapping[str, Any]:
        """Send a conversation to a model."""


@dataclass(frozen=True)
class Prompt:
    """A conversation that kept every rule: its texts, the user's first and last and the model's between them."""

    texts: tuple[str, ...]
    body_bytes: int


@dataclass(frozen=True)
class Answer:
    """What the model said, and what it cost."""

    text: str
    usage: dict[str, int]
    stop_reason: str


class Refused(Exception):
    """The request ends here: with a status and the one sentence that the caller may read."""

    def __init__(self, status: int, public: str, *, cause: str = "", headers: Mapping[str, str] | None = None) -> None:
        """Keep the reply; `cause` is an error's code, for the log alone."""
        super().__init__(public)
        self.status = status
        self.public = public
        self.cause = cause
        self.headers = headers or {}


def handler(event: object, context: object) -> Response:
    """Answer one request; Lambda calls this."""
    started = time.perf_counter()
    cold = next(_requests) == 0
    facts: dict[str, object] = {"request_id": str(getattr(context, "aws_request_id", "")), "cold": cold}
    try:
        facts["route"] = route = read_route(event)
        response = reply(200, health(cold=cold) if route == "GET /health" else chat(event, facts))
    except Refused as refusal:
        facts.update(reason=refusal.public, cause=refusal.cause)
        response = reply(refusal.status, {"error": refusal.public}, refusal.headers)
    log(response["statusCode"], {**facts, "latency_ms": round((time.perf_counter() - started) * 1000)})
    return response


def health(*, cold: bool) -> dict[str, object]:
    """Say what this container runs, without asking the model or making a client."""
    return {
        "status": "ok",
        "python": platform.python_version(),
        "boto3": boto3.__version__,
        "boto3_path": boto3.__file__,
        "converse": knows_converse(),
        "file": __file__,
        "cold": cold,
        "model": os.environ.get("MODEL_ID"),
    }


def chat(event: object, facts: dict[str, object]) -> dict[str, object]:
    """Pass the conversation to the model; `facts` gathers what the log may know, also when this is refused."""
    prompt = read_prompt(event)
    facts.update(body_bytes=prompt.body_bytes, turns=len(prompt.texts), prompt_characters=sum(map(len, prompt.texts)))
    model = os.environ.get("MODEL_ID")
    if not model:
        raise Refused(500, "MODEL_ID is not set.")
    answer = converse(client(), model, prompt)
    facts.update(reply_characters=len(answer.text), stop_reason=answer.stop_reason, **answer.usage)
    return {"reply": answer.text, "model": model, "usage": answer.usage}


def read_route(event: object) -> str:
    """Find which of the two routes is asked for."""
    http_api = field(event, "requestContext")
    method, path, stage = field(field(http_api, "http"), "method"), field(event, "rawPath"), field(http_api, "stage")
    if not isinstance(method, str) or not isinstance(path, str):
        raise Refused(400, "This function answers the requests of an HTTP API (payload format 2.0) only.")
    if isinstance(stage, str) and path.startswith(f"/{stage}/"):
        path = path[len(stage) + 1 :]
    if path not in METHODS:
        raise Refused(404, "There is no such path; there are POST /chat and GET /health.")
    if method != METHODS[path]:
        raise Refused(405, f"{path} takes {METHODS[path]} only.", headers={"allow": METHODS[path]})
    return f"{method} {path}"


def read_prompt(event: object) -> Prompt:
    """Read and check the conversation in a request's body."""
    raw = read_body(event)
    data = read_json(raw)
    if not isinstance(data, dict):
        raise Refused(400, "The body must be a JSON object.")
    if {"message", "messages"} <= data.keys():
        raise Refused(400, "The body must have either message or messages, not both.")
    if data.keys() == {"message"}:
        return Prompt((read_text(data["message"], "message"),), len(raw))
    if data.keys() == {"messages"}:
        return Prompt(read_messages(data["messages"]), len(raw))
    raise Refused(400, "The body must have one key, message or messages, and no other.")


def read_body(event: object) -> bytes:
    """Take the body out of the event; it comes as base64 when the content type is not one of text."""
    body = field(event, "body")
    if not isinstance(body, str) or not body:
        raise Refused(400, "The request has no body.")
    try:
        raw = base64.b64decode(body, validate=True) if field(event, "isBase64Encoded") is True else body.encode()
    except UnicodeEncodeError:
        raise Refused(400, "The body is not UTF-8 text.") from None
    except ValueError:
        raise Refused(400, "The body is not valid base64.") from None
    if len(raw) > MAX_BODY_BYTES:
        raise Refused(413, f"The body is larger than {MAX_BODY_BYTES:,} bytes.")
    return raw


def read_json(raw: bytes) -> object:
    """Parse the body, once it is known to be shallow enough for any parser."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Refused(400, "The body is not UTF-8 text.") from None
    steps = (1 if bracket in "[{" else -1 for bracket in _STRING.sub("", text) if bracket in "[{]}")
    if max(accumulate(steps), default=0) > MAX_DEPTH:
        raise Refused(400, "The body's JSON is nested too deep.")
    try:
        return json.loads(text)
    except ValueError:  # not JSON, or an integer with more digits than Python converts
        raise Refused(400, "The body is not valid JSON.") from None


def read_messages(messages: object) -> tuple[str, ...]:
    """Check a conversation by Bedrock's rules: the user begins, the roles alternate, the user ends."""
    if not isinstance(messages, list) or not messages:
        raise Refused(400, "messages must be a list of at least one message.")
    if len(messages) > MAX_MESSAGES:
        raise Refused(400, f"messages has more than {MAX_MESSAGES} messages.")
    texts = []
    for index, message in enumerate(messages):
        name, role = f"messages[{index}]", ROLES[index % 2]
        if not isinstance(message, dict) or message.keys() != {"role", "content"}:
            raise Refused(400, f"{name} must be an object with role and content, and no other key.")
        if message["role"] != role:
            raise Refused(400, f"{name}.role must be {role}: the user begins and the roles alternate.")
        texts.append(read_text(message["content"], f"{name}.content"))
    if len(texts) % 2 == 0:
        raise Refused(400, "The last of the messages must be the user's.")
    if sum(map(len, texts)) > MAX_PROMPT_CHARACTERS:
        raise Refused(413, f"The messages together have more than {MAX_PROMPT_CHARACTERS:,} characters.")
    return tuple(texts)


def read_text(value: object, name: str) -> str:
    """Check one message's text."""
    if not isinstance(value, str):
        raise Refused(400, f"{name} must be a string.")
    if not value.strip():
        raise Refused(400, f"{name} must not be empty.")
    if len(value) > MAX_MESSAGE_CHARACTERS:
        raise Refused(413, f"{name} has more than {MAX_MESSAGE_CHARACTERS:,} characters.")
    if _NOT_TEXT.search(value):
        raise Refused(400, f"{name} must not hold NUL or unpaired surrogates.")
    return value


def field(value: object, key: str) -> object:
    """Get a key of what may be no mapping at all: an event can have any shape."""
    return value.get(key) if isinstance(value, dict) else None


@functools.cache
def knows_converse() -> bool:
    """Look for Converse in the API model that came with this botocore: a file, no client and no network."""
    try:
        return "Converse" in Loader().load_service_model("bedrock-runtime", "service-2")["operations"]
    except UnknownServiceError:
        return False


def read_timeout() -> float:
    """Say how many seconds the model has for an attempt: all attempts together end before the function's timeout does.

    Otherwise the caller would get API Gateway's error instead of ours.
    """
    function_timeout = float(os.environ.get("TIMEOUT_SECONDS") or 29)
    left = function_timeout - ATTEMPTS * CONNECT_TIMEOUT_SECONDS - LONGEST_PAUSE_SECONDS - OWN_SECONDS
    return max(1.0, left / ATTEMPTS)


@functools.cache
def client() -> Bedrock:
    """Make the container's one client, at its first chat."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=read_timeout(),
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    try:
        bedrock: Bedrock = boto3.client("bedrock-runtime", config=config)
    except BotoCoreError as error:
        raise failure(error) from error
    if not hasattr(bedrock, "converse"):
        raise Refused(*NO_CONVERSE)
    return bedrock


def converse(bedrock: Bedrock, model: str, prompt: Prompt) -> Answer:
    """Ask the model; only the conversation is the caller's, the rest of the request is fixed."""
    try:
        response = bedrock.converse(
            modelId=model,
            messages=[{"role": role, "content": [{"text": text}]} for role, text in zip(cycle(ROLES), prompt.texts)],
            system=[{"text": SYSTEM_PROMPT}],
            inferenceConfig={"maxTokens": MAX_TOKENS},
        )
    except (BotoCoreError, ClientError, ResponseParserError) as error:
        raise failure(error) from error
    blocks = response.get("output", {}).get("message", {}).get("content", [])
    text = "".join(block.get("text", "") for block in blocks)
    stop_reason = response.get("stopReason", "")
    if not text.strip():
        raise Refused(502, "The model answered without any text.", cause=stop_reason)
    usage = {key: response.get("usage", {}).get(key, 0) for key in ("inputTokens", "outputTokens", "totalTokens")}
    return Answer(text, usage, stop_reason)


def failure(error: Exception) -> Refused:
    """Turn an upstream error into ours, which keeps its code and nothing of its text."""
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else type(error).__name__
    status, public = FAILURES.get(code, FAILED)
    headers = {"retry-after": str(RETRY_AFTER_SECONDS)} if (status, public) == BUSY else {}
    return Refused(status, public, cause=code, headers=headers)


def reply(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """Shape the reply; its JSON is ASCII, so that anything a model says can be sent."""
    fixed = {"content-type": "application/json", "cache-control": "no-store"}
    return {"statusCode": status, "headers": {**fixed, **(headers or {})}, "body": json.dumps(body)}


def log(status: int, facts: Mapping[str, object]) -> None:
    """Print the request's one line; Lambda reads `timestamp` and `level` where its log format is JSON."""
    level = "ERROR" if status >= 500 else "WARN" if status >= 400 else "INFO"
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    print(json.dumps({"timestamp": now, "level": level, "event": "request", "status": status, **facts}), flush=True)
