"""What a function sees of this machine: nothing. The worker runs as the emulator runs it, in a bare interpreter."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from emulator import settings, worker_script
from ministack.core.lambda_runtime import _PYTHON_WORKER_SCRIPT

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = """
import importlib.util, os, sys, tempfile
def handler(event, context):
    found = [name for name in event["modules"] if importlib.util.find_spec(name)]
    return {"env": dict(os.environ), "path": sys.path, "found": found, "tmp": tempfile.gettempdir()}
"""
FOREIGN = ["yaml", "requests", "boto3", "ministack", "emulator"]


def test_prelude_and_worker_make_one_script_that_compiles() -> None:
    compile(worker_script("python3.11", _PYTHON_WORKER_SCRIPT), "_worker.py", "exec", dont_inherit=True)


def call_worker(folder: Path, python: str, host: dict[str, str], own: dict[str, str]) -> Any:  # noqa: ANN401 (the handler's)
    """Run the worker as the emulator does, for one event."""
    code = folder / "code"
    code.mkdir()
    (code / "index.py").write_text(HANDLER)
    script = folder / "_worker.py"
    script.write_text(worker_script("python3.11", _PYTHON_WORKER_SCRIPT))
    init = {"code_dir": str(code), "module": "index", "handler": "handler", "env": own, "function_name": "chat"}
    lines = json.dumps(init) + "\n" + json.dumps({"event": {"modules": FOREIGN}}) + "\n"
    command = [python, str(script)]
    done = subprocess.run(command, cwd=code, env=host | own, input=lines, capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    assert done.stderr == ""
    ready, answer = map(json.loads, done.stdout.splitlines())
    assert ready == {"status": "ready", "cold": True}
    return answer["result"]


def test_a_function_sees_its_own_variables_and_aws_s_and_none_of_the_host_s(tmp_path: Path, bare_python: str) -> None:
    host = {
        **settings(4566, str(tmp_path)),
        "SECRET_CANARY": "secret",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PATH": os.environ["PATH"],
        "AWS_PROFILE": "production",
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
    }
    result = call_worker(tmp_path, bare_python, host, {"MODEL_ID": "a-model", "TZ": "Europe/Paris"})
    assert result["env"] == {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "eu-central-1",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "LANG": "en_US.UTF-8",
        "MODEL_ID": "a-model",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
        "TZ": "Europe/Paris",
    }
    assert result["tmp"] == "/tmp"  # noqa: S108 (where AWS has it)


def test_a_function_imports_its_code_and_its_interpreter_s_packages_alone(tmp_path: Path, bare_python: str) -> None:
    result = call_worker(tmp_path, bare_python, {}, {})
    assert result["found"] == []
    assert result["path"][0] == str(tmp_path / "code")
    assert str(tmp_path) not in result["path"]
    assert not [folder for folder in result["path"] if folder.startswith(os.path.expanduser("~/.local"))]  # noqa: PTH111 (a string)
