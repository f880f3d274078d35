"""Start the AWS emulator (MiniStack) so that a function sees what AWS would give it, and nothing of this machine.

    python emulator.py --port 4566 --runtimes runtimes.json [--image-server '["a", "command"]']

It listens on 127.0.0.1 alone, uses no docker, and writes below TMPDIR alone. The file says which interpreter plays
which runtime, {"python3.11": {"interpreter": "/path/to/python"}}, and is read whenever a container starts. The command
runs the server of functions that are images (image_functions.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import image_functions
from hypercorn.asyncio import serve
from hypercorn.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

# docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html: Converse has no action of its own (seen 2026-11).
ACTIONS_OF_AWS = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
}
PRELUDE = Path(__file__).with_name("worker_prelude.py")


def settings(port: int, folder: str) -> dict[str, str]:
    """Return the variables MiniStack is configured by; it reads them when it is imported."""
    return {
        "BIND_HOST": "127.0.0.1",  # it runs code
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # or a second port, 8883
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "DOCKER_HOST": f"unix://{folder}/no-docker",
        "STATE_DIR": f"{folder}/ministack-state",
        "S3_DATA_DIR": f"{folder}/ministack-s3",
    }


def interpreter(runtime: str, runtimes: Path) -> str:
    """Return the Python that plays the runtime."""
    try:
        known = json.loads(runtimes.read_text(encoding="utf-8"))
        found = str(known[runtime]["interpreter"])
    except (OSError, ValueError, KeyError, TypeError):
        found = ""
    if not os.access(found, os.X_OK):
        raise RuntimeError(f"no Python environment for {runtime} on this machine: run npm start")
    return found


def worker_script(runtime: str, emulators: str) -> str:
    """Put the prelude before the emulator's own worker."""
    prelude = PRELUDE.read_text(encoding="utf-8")
    return f"{prelude}\n\nenter_container({runtime!r})\n{emulators}"


def install(lambda_runtime: Any, runtimes: Path) -> None:  # noqa: ANN401 (a module without types)
    """Have MiniStack's worker pool ask us which interpreter and which script a runtime runs with."""
    detect = lambda_runtime._detect_runtime_binary  # noqa: SLF001 (there is no public way)

    def detect_with_environments(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        if runtime.startswith("python"):
            return interpreter(runtime, runtimes), worker_script(runtime, script)
        return str(binary), str(script)

    lambda_runtime._detect_runtime_binary = detect_with_environments  # noqa: SLF001 (as above)


def correct(iam_actions: Any) -> None:  # noqa: ANN401 (as above)
    """Under AUTH=true, have MiniStack ask for the actions AWS asks for."""
    extract: Callable[..., str | None] = iam_actions.extract_iam_action

    def extract_as_aws(*args: object, **kwargs: object) -> str | None:
        action = extract(*args, **kwargs)
        return ACTIONS_OF_AWS.get(action or "", action)

    iam_actions.extract_iam_action = extract_as_aws


def take_repeats_as_once(lambda_service: Any) -> None:  # noqa: ANN401 (as above)
    """Have MiniStack answer a repeated AddPermission as it did the first time.

    A client that did not get the answer asks again; Terraform would take "already exists" for a race, and try for five
    minutes.
    """
    add = lambda_service._add_permission  # noqa: SLF001 (as above)
    added: dict[tuple[str, str], tuple[str, Any]] = {}

    def add_once(function: str, statement: dict[str, str], *others: object) -> Any:  # noqa: ANN401 (as above)
        place = (function, statement.get("StatementId", ""))
        question = json.dumps([statement, others], sort_keys=True)
        answer = add(function, statement, *others)
        if answer[0] != HTTPStatus.CONFLICT:
            added[place] = (question, answer)
        elif added.get(place, ("", None))[0] == question:
            return added[place][1]
        return answer

    lambda_service._add_permission = add_once  # noqa: SLF001 (as above)


def leave_health_to_functions(app: Any) -> None:  # noqa: ANN401 (as above)
    """Have MiniStack answer health checks below its own prefix alone: a function's API may have a /health too."""
    app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path.startswith("/_"))  # noqa: SLF001 (as above)


async def serve_until_stopped(app: Any, config: Config, end_containers: Callable[[], None]) -> None:  # noqa: ANN401 (as above)
    """Serve; when told to stop, end the containers first, or the server waits for the requests they still answer."""
    stopped = asyncio.Event()
    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop_signal, stopped.set)

    async def until_stopped() -> None:
        await stopped.wait()
        await asyncio.to_thread(end_containers)

    await serve(app, config, shutdown_trigger=until_stopped)


def main() -> None:
    """Run until a signal stops it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--runtimes", type=Path, required=True)
    parser.add_argument("--image-server", type=json.loads)
    args = parser.parse_args()

    os.environ.update(settings(args.port, tempfile.gettempdir()))
    from ministack import app  # noqa: PLC0415 (it reads its settings when imported)
    from ministack.core import iam_actions, lambda_runtime  # noqa: PLC0415 (as above)
    from ministack.services import lambda_svc  # noqa: PLC0415 (as above)

    leave_health_to_functions(app)
    correct(iam_actions)
    take_repeats_as_once(lambda_svc)
    install(lambda_runtime, args.runtimes.absolute())
    images = image_functions.ImageServer(args.image_server) if args.image_server else None
    if images is not None:
        image_functions.install(lambda_svc, images)

    def end_containers() -> None:
        if images is not None:
            images.end()
        lambda_runtime.reset()

    config = Config()
    config.bind = [f"127.0.0.1:{args.port}"]
    config.keep_alive_timeout = 75  # as MiniStack's own
    try:
        asyncio.run(serve_until_stopped(app.app, config, end_containers))
    except OSError as error:
        raise SystemExit(f"the emulator cannot listen on 127.0.0.1:{args.port}: {error.strerror}") from error
    finally:
        end_containers()  # what was started meanwhile


if __name__ == "__main__":
    main()
