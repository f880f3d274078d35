"""The stand-in provider's process: how it starts and ends, and that real Terraform commands share it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from archive_file import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "cli/local/python/archive_provider.py"


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Make a stack directory with one archive; its path has a space and a letter outside ASCII."""
    stack = tmp_path / "a stäck"
    (stack / "source").mkdir(parents=True)
    (stack / "source/index.py").write_text("code")
    archive = {
        "type": "zip",
        "source_dir": "${path.module}/source",
        "output_path": "${path.module}/out.zip",
        "output_file_mode": "0644",
    }
    configuration = {
        "terraform": {"required_providers": {"archive": {"source": "hashicorp/archive", "version": "~> 2.7"}}},
        "data": {"archive_file": {"chat": archive}},
        "output": {"hash": {"value": "${data.archive_file.chat.output_base64sha256}"}},
    }
    (stack / "main.tf.json").write_text(json.dumps(configuration))
    (stack / ".terraform.lock.hcl").write_text(lock_of_the_archive_provider())
    return stack


def lock_of_the_archive_provider() -> str:
    """Take the official lock's block of the one provider this configuration needs."""
    lock = (ROOT / ".terraform.lock.hcl").read_text()
    return lock[: lock.index('provider "registry.terraform.io/hashicorp/aws"')]


@contextmanager
def standin(stack: Path, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    temporary.mkdir(exist_ok=True)
    command = [sys.executable, str(SCRIPT), "--stack-directory", str(stack)]
    env = {**os.environ, "TMPDIR": str(temporary)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 (ours)
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("end", ["standard input ends", signal.SIGTERM, signal.SIGINT])
def test_it_says_how_to_reach_it_and_ends_leaving_nothing(stack: Path, end: str | signal.Signals) -> None:
    temporary = stack.parent / "t"
    with standin(stack, temporary) as (process, line):
        how: Any = json.loads(line)[ADDRESS]
        assert (how["Protocol"], how["ProtocolVersion"], how["Test"]) == ("grpc", 6, True)
        assert how["Pid"] == process.pid
        socket = Path(how["Addr"]["String"])
        assert socket.is_socket()
        assert socket.parent.stat().st_mode & 0o777 == 0o700
        began = time.monotonic()
        rest = process.communicate()[0] if isinstance(end, str) else end_by(process, end)
        assert process.returncode == 0
        assert time.monotonic() - began < 1
        assert rest == ""
    assert list(temporary.iterdir()) == []


def end_by(process: subprocess.Popen[str], end: signal.Signals) -> str:
    process.send_signal(end)
    process.wait()
    return process.stdout.read() if process.stdout else ""


def test_a_temporary_folder_too_deep_for_a_socket_is_an_error_that_names_the_cure(stack: Path) -> None:
    deep = stack.parent / ("d" * 100)
    with standin(stack, deep) as (process, line):
        _, error = process.communicate()
        assert (process.returncode, line) == (1, "")
        assert "set TMPDIR to a shorter one" in error
    assert list(deep.iterdir()) == []


class Terraform:
    """Runs Terraform in the stack directory, against the stand-in alone: no registry, no other configuration."""

    def __init__(self, stack: Path, reattach: str) -> None:
        found = shutil.which(os.environ.get("TERRAFORM_BINARY_NAME", "terraform"))
        if not found:
            pytest.fail("this test runs Terraform, which is not on PATH")
        (stack.parent / "terraformrc").touch()
        self.binary, self.stack = found, stack
        self.env = {
            "PATH": os.environ["PATH"],
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(stack.parent / "terraformrc"),
            "TF_REATTACH_PROVIDERS": reattach,
        }

    def start(self, *args: str) -> subprocess.Popen[str]:
        command, pipe = [self.binary, *args, "-no-color"], subprocess.PIPE
        return subprocess.Popen(  # noqa: S603 (our own program)
            command, cwd=self.stack, env=self.env, stdout=pipe, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *args: str) -> str:
        with self.start(*args) as process:
            output = process.communicate()[0]
        assert process.returncode == 0, output
        return output


def test_terraform_commands_in_a_row_and_at_once_share_one_process(stack: Path) -> None:
    with standin(stack, stack.parent / "t") as (process, line):
        terraform = Terraform(stack, line)
        terraform.run("init", "-lockfile=readonly")
        terraform.run("plan", "-out=first")
        terraform.run("plan", "-out=second")
        terraform.run("apply", "first")

        plans = [terraform.start("plan", "-lock=false", "-detailed-exitcode") for _ in range(3)]
        outputs = [plan.communicate()[0] for plan in plans]
        assert [plan.returncode for plan in plans] == [0, 0, 0], outputs

        # Synthesis may put a new folder in place of the old one at any time.
        shutil.move(stack, stack.parent / "old")
        shutil.copytree(stack.parent / "old", stack)
        (stack / "source/index.py").write_text("changed")
        assert "hash" in terraform.run("plan")
        terraform.run("apply", "-auto-approve")
        digest = hashlib.sha256((stack / "out.zip").read_bytes()).digest()
        assert terraform.run("output", "-json").find(base64.b64encode(digest).decode()) > 0

        assert process.poll() is None
        output, error = process.communicate()
        assert (output, error, process.returncode) == ("", "", 0)
