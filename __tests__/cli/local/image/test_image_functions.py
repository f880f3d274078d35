"""How the emulator comes to the server of functions that are images."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from image_functions import ImageServer, install
from ministack.services import lambda_svc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Answers with what it was asked, or as the event wants it, and notes that it was started.
SERVER = """
import http.server, json, os, pathlib, sys, threading
pathlib.Path(sys.argv[1]).open("a").write("started\\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        call = json.loads(self.rfile.read(int(self.headers["content-length"])))
        event = json.loads(call["event"])
        if event == "die":
            os._exit(1)
        echo = {"payload": json.dumps(call), "isError": False, "log": "a line"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(event if "payload" in event else echo).encode())
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImageServer]:
    server = ImageServer([sys.executable, "-c", SERVER, str(tmp_path / "starts")])
    yield server
    server.end()


def emulator(server: ImageServer) -> Any:  # noqa: ANN401 (a stand-in for a module without types)
    fake = SimpleNamespace(
        execution_credentials=lambda _config: {"AWS_ACCESS_KEY_ID": "key"},
        _execute_function_docker=lambda _func, _event, _request_id: {"body": "by docker"},
    )
    install(fake, server)
    return fake


def execute(server: ImageServer, event: object, package: str = "Image") -> dict[str, Any]:
    config = {"FunctionName": "chat", "PackageType": package}
    result = emulator(server)._execute_function_docker({"config": config}, event, "id")  # noqa: SLF001 (its name there)
    return dict(result)


def test_the_emulator_still_has_what_is_replaced_and_asked() -> None:
    assert callable(lambda_svc._execute_function_docker)  # noqa: SLF001 (there is no public way)
    assert callable(lambda_svc.execution_credentials)


def test_a_call_carries_the_function_as_it_is_now(server: ImageServer) -> None:
    assert execute(server, {"text": "é"}) == {
        "body": {
            "function": {"FunctionName": "chat", "PackageType": "Image"},
            "credentials": {"AWS_ACCESS_KEY_ID": "key"},
            "requestId": "id",
            "event": '{"text": "é"}',
        },
        "log": "a line",
    }


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ({"payload": "[1]", "isError": False, "log": ""}, {"body": [1], "log": ""}),
        ({"payload": "", "isError": False, "log": ""}, {"body": "", "raw_payload": True, "log": ""}),
        ({"payload": "no JSON", "isError": False, "log": ""}, {"body": "no JSON", "raw_payload": True, "log": ""}),
        (
            {"payload": '{"errorType": "E"}', "isError": True, "log": "l"},
            {"body": {"errorType": "E"}, "log": "l", "error": True},
        ),
    ],
)
def test_an_answer_is_what_the_function_said(
    server: ImageServer, answer: dict[str, Any], result: dict[str, Any]
) -> None:
    assert execute(server, answer) == result


def test_the_server_starts_at_the_first_call_and_again_where_it_died(server: ImageServer, tmp_path: Path) -> None:
    assert not (tmp_path / "starts").exists()
    for _ in range(2):
        execute(server, {})
    assert (tmp_path / "starts").read_text() == "started\n"
    assert execute(server, "die")["body"]["errorType"] == "LocalCloud.ImageNotRun"
    assert "error" not in execute(server, {})
    assert (tmp_path / "starts").read_text() == "started\nstarted\n"


def test_a_server_that_does_not_start_is_an_error_of_the_call() -> None:
    result = execute(ImageServer([sys.executable, "-c", "raise SystemExit(1)"]), {})
    sentence = "the server of functions that are images did not start: emulator.log says why"
    assert result == {"body": {"errorMessage": sentence, "errorType": "LocalCloud.ImageNotRun"}, "error": True}


def test_it_ends_when_told_to_and_where_it_never_started(server: ImageServer) -> None:
    server.end()
    execute(server, {})
    process = server.process
    assert process is not None
    server.end()
    assert process.poll() == 0


def test_what_is_no_image_is_left_to_docker(server: ImageServer, tmp_path: Path) -> None:
    assert execute(server, {}, package="Zip") == {"body": "by docker"}
    assert not (tmp_path / "starts").exists()
