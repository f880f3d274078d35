"""The emulator's launcher: which Python plays a runtime, what it corrects, and how it starts and ends."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config
from emulator import correct, interpreter
from ministack.core import iam_actions
from ministack.core.lambda_runtime import _PYTHON_WORKER_SCRIPT, _detect_runtime_binary

if TYPE_CHECKING:
    from collections.abc import Iterator

LAUNCHER = Path(__file__).parents[3] / "cli/local/python/emulator.py"
HANDLER = """
import importlib.util, os
def handler(event, context):
    return {"env": dict(os.environ), "found": [name for name in event["modules"] if importlib.util.find_spec(name)]}
"""
SLEEPER = """
import os, pathlib, time
def handler(event, context):
    pathlib.Path(event["file"]).write_text(str(os.getpid()))
    time.sleep(30)
"""
FOREIGN = ["yaml", "requests", "boto3", "ministack", "emulator"]


@pytest.fixture
def runtimes(tmp_path: Path, bare_python: str) -> Path:
    path = tmp_path / "runtimes.json"
    path.write_text(json.dumps({"python3.11": {"interpreter": bare_python}, "python3.9": {"interpreter": "/gone"}}))
    return path


def test_the_file_names_the_interpreter_of_a_runtime(runtimes: Path, bare_python: str) -> None:
    assert interpreter("python3.11", runtimes) == bare_python


@pytest.mark.parametrize("runtime", ["python3.12", "python3.9"])
def test_a_runtime_without_an_interpreter_is_refused_with_the_cure(runtimes: Path, runtime: str) -> None:
    sentence = f"no Python environment for {runtime} on this machine: run npm start"
    with pytest.raises(RuntimeError, match=re.escape(sentence)):
        interpreter(runtime, runtimes)


@pytest.mark.parametrize("content", ["", "[]", '{"python3.11": null}', '{"python3.11": {"interpreter": 1}}'])
def test_a_file_of_another_shape_is_no_environment(runtimes: Path, content: str) -> None:
    runtimes.write_text(content)
    with pytest.raises(RuntimeError, match=r"no Python environment for python3\.11"):
        interpreter("python3.11", runtimes)


def test_the_emulator_still_has_the_function_the_launcher_replaces() -> None:
    assert _detect_runtime_binary("python3.11") == (sys.executable, _PYTHON_WORKER_SCRIPT)


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/model/a-model/converse", "bedrock:InvokeModel"),
        ("/model/a-model/converse-stream", "bedrock:InvokeModelWithResponseStream"),
        ("/model/a-model/invoke", "bedrock:InvokeModel"),
    ],
)
def test_the_emulator_asks_for_the_action_aws_asks_for(monkeypatch: pytest.MonkeyPatch, path: str, action: str) -> None:
    monkeypatch.setattr(iam_actions, "extract_iam_action", iam_actions.extract_iam_action)  # put back afterwards
    correct(iam_actions)
    assert iam_actions.extract_iam_action("bedrock-runtime", "POST", path, {}, b"", {}) == action


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def emulator(runtimes: Path, temporary: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    temporary.mkdir()
    command = [sys.executable, str(LAUNCHER), "--port", str(port), "--runtimes", str(runtimes)]
    env = {"PATH": os.environ["PATH"], "TMPDIR": str(temporary), "SECRET_CANARY": "secret"}
    with subprocess.Popen(  # noqa: S603 (our own program)
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(port: int) -> None:
    for _ in range(400):
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_ministack/ready", timeout=1) as answer:
            assert answer.status == 200
            return
        time.sleep(0.02)
    pytest.fail("the emulator was not ready after 8 seconds")


def create_function(client: Any, name: str, runtime: str, code: str) -> None:  # noqa: ANN401 (boto3 has no types)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", code)
    role = "arn:aws:iam::000000000000:role/chat"
    client.create_function(
        FunctionName=name, Runtime=runtime, Handler="index.handler", Role=role, Code={"ZipFile": archive.getvalue()}
    )


def invoke(client: Any, name: str, **event: str) -> Any:  # noqa: ANN401 (as above)
    payload = json.dumps({"modules": FOREIGN, **event})
    return json.load(client.invoke(FunctionName=name, Payload=payload)["Payload"])


def pid_written_to(path: Path) -> int:
    for _ in range(400):
        if path.is_file() and (text := path.read_text()):
            return int(text)
        time.sleep(0.02)
    pytest.fail(f"nothing wrote {path} for 8 seconds")


def test_the_launched_emulator_runs_functions_on_this_machine_alone_and_ends_with_them(
    runtimes: Path, tmp_path: Path
) -> None:
    port, temporary = free_port(), tmp_path / "tmp"
    with emulator(runtimes, temporary, port) as process:
        wait_until_ready(port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=1).close()

        client = boto3.client(
            "lambda",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 (what the emulator calls root)
            config=Config(retries={"max_attempts": 0}),
        )
        for name, runtime, code in (
            ("chat", "python3.11", HANDLER),
            ("missing", "python3.12", HANDLER),
            ("sleeper", "python3.11", SLEEPER),
        ):
            create_function(client, name, runtime, code)
        permission = {"StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
        first, again = (client.add_permission(FunctionName="chat", **permission) for _ in range(2))
        assert first["Statement"] == again["Statement"]
        with pytest.raises(client.exceptions.ResourceConflictException):
            client.add_permission(FunctionName="chat", **permission | {"Principal": "events.amazonaws.com"})
        answer = invoke(client, "chat")
        assert answer["found"] == []
        assert "SECRET_CANARY" not in answer["env"]
        assert "no Python environment for python3.12" in invoke(client, "missing")["errorMessage"]

        with ThreadPoolExecutor() as threads:
            unanswered = threads.submit(invoke, client, "sleeper", file=str(tmp_path / "pid"))
            container = pid_written_to(tmp_path / "pid")
            began = time.monotonic()
            process.terminate()
            log = process.communicate()[0]
            assert process.returncode == 0, log
            assert time.monotonic() - began < 2
            assert "Worker process died" in unanswered.result()["errorMessage"]
        client.close()
        with pytest.raises(ProcessLookupError):
            os.kill(container, 0)
    assert list(temporary.iterdir()) == []


def test_a_port_in_use_is_an_error_that_names_it(runtimes: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        with emulator(runtimes, tmp_path / "tmp", port) as process:
            output = process.communicate()[0]
    assert process.returncode == 1
    assert f"the emulator cannot listen on 127.0.0.1:{port}: Address already in use" in output
