"""The handler's rules: what it reads, refuses, replies and logs. No test here lets it reach a model."""

from __future__ import annotations

import base64
import json
import sys
from types import SimpleNamespace
from typing import Any

import boto3
import index
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

CANARY = "canary-7f3a"
CONTEXT = SimpleNamespace(aws_request_id="request-1")


def http_event(body: object = None, *, method: str = "POST", path: str = "/chat", **more: object) -> dict[str, object]:
    request = {"http": {"method": method, "path": path}, "stage": "$default"}
    return {"version": "2.0", "rawPath": path, "requestContext": request, "body": body, **more}


def conversation(*texts: str) -> str:
    roles = ("user", "assistant")
    return json.dumps({"messages": [{"role": roles[i % 2], "content": text} for i, text in enumerate(texts)]})


def answered(response: index.Response) -> dict[str, Any]:
    assert response["headers"]["content-type"] == "application/json"
    assert response["headers"]["cache-control"] == "no-store"
    body = json.loads(response["body"])
    assert isinstance(body, dict)
    return body


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def client() -> index.Bedrock:
        pytest.fail("a request that must be refused asked for the model")

    monkeypatch.setattr(index, "client", client)
    monkeypatch.setenv("MODEL_ID", "model-1")


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ('{"message": "Hello"}', ("Hello",)),
        (' {"message":" spaces stay "} ', (" spaces stay ",)),
        ('{"message": "first", "message": "last"}', ("last",)),
        ('{"message": "\\ud83d\\ude00 gr\u00fc\u00df"}', ("\U0001f600 gr\u00fc\u00df",)),
        ('{"message": "[[[[[[[[[[ \\" [[[[[[[["}', ('[[[[[[[[[[ " [[[[[[[[',)),
        (json.dumps({"message": "x" * 8_000}), ("x" * 8_000,)),
        (conversation("Hello"), ("Hello",)),
        (conversation("Hello", "Hi", "How are you?"), ("Hello", "Hi", "How are you?")),
        (conversation(*["x"] * 19), ("x",) * 19),
    ],
)
@pytest.mark.parametrize("encoded", [False, True])
def test_reads_a_conversation(body: str, texts: tuple[str, ...], *, encoded: bool) -> None:
    sent = base64.b64encode(body.encode()).decode() if encoded else body
    prompt = index.read_prompt(http_event(sent, isBase64Encoded=encoded))
    assert prompt == index.Prompt(texts, len(body.encode()))


KEYS = "The body must have one key, message or messages, and no other."
ROLES = "the user begins and the roles alternate."
NOT_JSON = "The body is not valid JSON."
TOO_DEEP = "The body's JSON is nested too deep."
TURN = "must be an object with role and content, and no other key."
REFUSED = [
    (None, 400, "The request has no body."),
    ("", 400, "The request has no body."),
    ({"message": "Hello"}, 400, "The request has no body."),
    ("\ud800", 400, "The body is not UTF-8 text."),
    ("Hello", 400, NOT_JSON),
    ("{", 400, NOT_JSON),
    ("\ufeff{}", 400, NOT_JSON),
    ('{"message": "unclosed', 400, NOT_JSON),
    ('{"message": "line\nbreak"}', 400, NOT_JSON),
    ("NaN", 400, "The body must be a JSON object."),
    ("null", 400, "The body must be a JSON object."),
    ('["message"]', 400, "The body must be a JSON object."),
    ("[" * 9 + "]" * 9, 400, TOO_DEEP),
    ("[" * 60_000, 400, TOO_DEEP),
    ('{"a":' * 12_000, 400, TOO_DEEP),
    ("}" * 9 + "[" * 20, 400, TOO_DEEP),
    ("{}", 400, KEYS),
    ('{"prompt": "Hello"}', 400, KEYS),
    ('{"message": "Hello", "system": "Be rude"}', 400, KEYS),
    ('{"message": "Hello", "messages": []}', 400, "The body must have either message or messages, not both."),
    ('{"message": null}', 400, "message must be a string."),
    ('{"message": true}', 400, "message must be a string."),
    ('{"message": Infinity}', 400, "message must be a string."),
    ('{"message": 1e999}', 400, "message must be a string."),
    ('{"message": ["Hello"]}', 400, "message must be a string."),
    ('{"message": ""}', 400, "message must not be empty."),
    ('{"message": " \\n\\t\\u00a0"}', 400, "message must not be empty."),
    ('{"message": "\\ud800"}', 400, "message must not hold NUL or unpaired surrogates."),
    ('{"message": "a\\u0000"}', 400, "message must not hold NUL or unpaired surrogates."),
    (json.dumps({"message": "x" * 8_001}), 413, "message has more than 8,000 characters."),
    (json.dumps({"message": "x" * 65_536}), 413, "The body is larger than 65,536 bytes."),
    ('{"messages": {}}', 400, "messages must be a list of at least one message."),
    ('{"messages": []}', 400, "messages must be a list of at least one message."),
    ('{"messages": ["Hello"]}', 400, f"messages[0] {TURN}"),
    ('{"messages": [{"role": "user"}]}', 400, f"messages[0] {TURN}"),
    ('{"messages": [{"role": "user", "content": "a", "name": "b"}]}', 400, f"messages[0] {TURN}"),
    ('{"messages": [{"role": "system", "content": "a"}]}', 400, f"messages[0].role must be user: {ROLES}"),
    ('{"messages": [{"role": ["user"], "content": "a"}]}', 400, f"messages[0].role must be user: {ROLES}"),
    ('{"messages": [{"role": "user", "content": [{"text": "a"}]}]}', 400, "messages[0].content must be a string."),
    (
        '{"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}',
        400,
        f"messages[1].role must be assistant: {ROLES}",
    ),
    (conversation("a", " ", "c"), 400, "messages[1].content must not be empty."),
    (conversation("a", "b"), 400, "The last of the messages must be the user's."),
    (conversation(*["x"] * 21), 400, "messages has more than 20 messages."),
    (conversation(*["x" * 7_000] * 5), 413, "The messages together have more than 32,000 characters."),
]


@pytest.mark.parametrize(
    ("body", "status", "public"), REFUSED, ids=[f"{i}-{case[2]}" for i, case in enumerate(REFUSED)]
)
def test_refuses_a_body_with_one_sentence_and_no_model_call(body: object, status: int, public: str) -> None:
    response = index.handler(http_event(body), CONTEXT)
    assert (response["statusCode"], answered(response)) == (status, {"error": public})


def test_refuses_an_integer_with_more_digits_than_python_converts() -> None:
    response = index.handler(http_event('{"message": ' + "9" * 60_000 + "}"), CONTEXT)
    assert (response["statusCode"], answered(response)) == (400, {"error": NOT_JSON})


@pytest.mark.parametrize(
    ("body", "status", "public"),
    [
        ("{}", 400, "The body is not valid base64."),
        ("e30", 400, "The body is not valid base64."),
        ("\u00e4\u00f6\u00fc!", 400, "The body is not valid base64."),
        ("gIA=", 400, "The body is not UTF-8 text."),
        (base64.b64encode(b" " * 65_537).decode(), 413, "The body is larger than 65,536 bytes."),
    ],
)
def test_refuses_a_base64_body(body: str, status: int, public: str) -> None:
    response = index.handler(http_event(body, isBase64Encoded=True), CONTEXT)
    assert (response["statusCode"], answered(response)) == (status, {"error": public})


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/chat", 405, "POST"),
        ("OPTIONS", "/chat", 405, "POST"),
        ("POST", "/health", 405, "GET"),
        ("HEAD", "/health", 405, "GET"),
        ("POST", "/", 404, None),
        ("POST", "/chat/", 404, None),
        ("POST", "/Chat", 404, None),
    ],
)
def test_refuses_other_routes(method: str, path: str, status: int, allow: str | None) -> None:
    response = index.handler(http_event('{"message": "Hello"}', method=method, path=path), CONTEXT)
    assert (response["statusCode"], response["headers"].get("allow")) == (status, allow)
    assert answered(response).keys() == {"error"}


def test_ignores_the_stage_in_a_path() -> None:
    event = http_event(path="/prod/health", method="GET")
    event["requestContext"] = {"http": {"method": "GET"}, "stage": "prod"}
    assert index.handler(event, CONTEXT)["statusCode"] == 200


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "POST /chat",
        {},
        {"message": "Hello"},
        {"httpMethod": "POST", "path": "/chat", "requestContext": {"stage": "prod"}, "body": "{}"},
        {"requestContext": {"http": {"method": "POST"}}},
        {"rawPath": "/chat", "requestContext": {"http": {"method": ["POST"]}}},
        {"rawPath": "/chat", "requestContext": "http"},
    ],
)
def test_refuses_events_of_anything_but_an_http_api(event: object) -> None:
    response = index.handler(event, None)
    assert response["statusCode"] == 400
    assert answered(response)["error"].startswith("This function answers the requests of an HTTP API")


def test_says_when_the_model_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODEL_ID")
    response = index.handler(http_event('{"message": "Hello"}'), CONTEXT)
    assert (response["statusCode"], answered(response)) == (500, {"error": "MODEL_ID is not set."})


def test_health_tells_what_runs_without_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_requests", iter(range(2)))
    first, second = (answered(index.handler(http_event(method="GET", path="/health"), CONTEXT)) for _ in range(2))
    assert first == {
        "status": "ok",
        "python": sys.version.split()[0].rstrip("+"),
        "boto3": boto3.__version__,
        "boto3_path": boto3.__file__,
        "converse": True,
        "file": index.__file__,
        "cold": True,
        "model": "model-1",
    }
    assert second == {**first, "cold": False}


@pytest.mark.parametrize(
    "old", [{"operations": {"InvokeModel": {}}}, None], ids=["1.34.0", "1.27.1: no Bedrock at all"]
)
def test_health_works_on_a_boto3_without_converse(old: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_self: object, service_name: str, _type_name: str) -> object:
        if old is None:
            raise UnknownServiceError(service_name=service_name, known_service_names="s3")
        return old

    monkeypatch.setattr(Loader, "load_service_model", load)
    index.knows_converse.cache_clear()
    body = answered(index.handler(http_event(method="GET", path="/health"), CONTEXT))
    index.knows_converse.cache_clear()
    assert (body["status"], body["converse"]) == ("ok", False)


def test_logs_one_line_a_refused_request_and_nothing_of_the_caller(capsys: pytest.CaptureFixture[str]) -> None:
    canary: dict[str, Any] = {"headers": {CANARY: CANARY}, "rawQueryString": CANARY, "cookies": [CANARY]}
    bodies = [CANARY, json.dumps({CANARY: CANARY}), conversation(CANARY, CANARY), json.dumps({"message": [CANARY]})]
    for body in bodies:
        assert CANARY not in str(index.handler(http_event(body, **canary), CONTEXT))
    for method, path in (("POST", f"/{CANARY}"), (CANARY, "/chat"), (CANARY, CANARY)):
        assert CANARY not in str(index.handler(http_event("{}", method=method, path=path, **canary), CONTEXT))
    printed = capsys.readouterr()
    assert printed.err == ""
    assert CANARY not in printed.out
    lines = [json.loads(line) for line in printed.out.splitlines()]
    assert len(lines) == 7
    assert {(line["event"], line["level"], line["request_id"]) for line in lines} == {("request", "WARN", "request-1")}
    assert [line.get("route") for line in lines] == ["POST /chat"] * 4 + [None] * 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["message", "messages", "role", "x"]), inner),
)
BODIES = JSON.map(json.dumps) | st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode())


@given(body=BODIES | JSON, encoded=st.booleans() | JSON)
def test_read_prompt_raises_nothing_but_refused(body: object, encoded: object) -> None:
    try:
        prompt = index.read_prompt({"body": body, "isBase64Encoded": encoded})
    except index.Refused as refusal:
        assert refusal.status in {400, 413}  # noqa: PT017 (not refusing is right too)
    else:
        assert all(text.strip() and text.encode() for text in prompt.texts)


EVENT_KEYS = st.sampled_from(["requestContext", "http", "method", "rawPath", "stage", "body", "isBase64Encoded"])
VALUES = JSON | st.sampled_from(["POST", "GET", "/chat", "/nowhere"])
EVENTS = st.recursive(VALUES, lambda inner: st.dictionaries(EVENT_KEYS, inner))


@given(event=EVENTS | st.builds(http_event, EVENTS | st.text(), isBase64Encoded=VALUES))
def test_no_event_makes_the_handler_raise_or_call_the_model(event: object) -> None:
    response = index.handler(event, object())
    assert 400 <= response["statusCode"] < 500
    assert answered(response).keys() == {"error"}
