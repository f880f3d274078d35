"""Functions that are images: MiniStack hands their calls to the image server (cli/local/image), not to docker."""

from __future__ import annotations

import json
import subprocess
import threading
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Callable


class ImageServer:
    """The server that runs images' containers, started at the first call."""

    def __init__(self, command: list[str]) -> None:
        """Take the command that runs it: it prints its URL, and ends when its standard input does."""
        self.command = command
        self.starting = threading.Lock()
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def call(self, call: dict[str, Any]) -> dict[str, Any]:
        """Have a function called, however long that takes: the server minds its timeout."""
        request = Request(self.running(), json.dumps(call).encode(), {"Content-Type": "application/json"})  # noqa: S310 (our own server)
        try:
            with urlopen(request) as answer:  # noqa: S310 (as above)
                return dict(json.load(answer))
        except OSError:
            self.settle()
            raise

    def settle(self) -> None:
        """Give a server that broke off a moment to be gone, so that the next call starts another."""
        with self.starting, suppress(subprocess.TimeoutExpired):
            if self.process is not None:
                self.process.wait(1)

    def running(self) -> str:
        """Return its URL, having started it where it does not run."""
        with self.starting:
            if self.process is None or self.process.poll() is not None:
                self.close()
                self.process = subprocess.Popen(  # noqa: S603 (our own program)
                    self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                self.url = self.process.stdout.readline().strip() if self.process.stdout else ""
            if not self.url:
                self.close()
                raise RuntimeError("the server of functions that are images did not start: emulator.log says why")
            return self.url

    def end(self) -> None:
        """End it, and with it its containers."""
        with self.starting:
            self.close()

    def close(self) -> None:
        """End the process, where there is one, by the end of its standard input."""
        if self.process is not None:
            self.process.communicate()
            self.process = None


def install(lambda_svc: Any, server: ImageServer) -> None:  # noqa: ANN401 (a module without types)
    """Have MiniStack ask the server where it would ask docker, for functions that are images."""
    credentials: Callable[[dict[str, Any]], dict[str, str]] = lambda_svc.execution_credentials
    by_docker: Callable[..., dict[str, Any]] = lambda_svc._execute_function_docker  # noqa: SLF001 (there is no public way)

    def execute(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:  # noqa: ANN401 (any JSON)
        config = func.get("config") or func
        if config.get("PackageType") != "Image":
            return by_docker(func, event, request_id)
        try:
            answer = server.call(
                {
                    "function": config,
                    "credentials": credentials(config),
                    "requestId": request_id,
                    "event": json.dumps(event, ensure_ascii=False),
                }
            )
        except (OSError, HTTPException, RuntimeError) as error:
            return {"body": {"errorMessage": str(error), "errorType": "LocalCloud.ImageNotRun"}, "error": True}
        result = {**body(answer["payload"]), "log": answer["log"]}
        return {**result, "error": True} if answer["isError"] else result

    lambda_svc._execute_function_docker = execute  # noqa: SLF001 (as above)


def body(payload: str) -> dict[str, Any]:
    """Return what MiniStack calls the body of an answer: a runtime may send anything."""
    try:
        return {"body": json.loads(payload)}
    except ValueError:
        return {"body": payload, "raw_payload": True}
