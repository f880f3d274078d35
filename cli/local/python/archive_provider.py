"""A stand-in for hashicorp/archive's `archive_file`, for machines that cannot reach a provider registry.

    python archive_provider.py --stack-directory DIR

prints one line of JSON, the value of TF_REATTACH_PROVIDERS, and serves any number of Terraform commands until standard
input ends or a signal asks it to stop. Relative paths are resolved against DIR at every call. It belongs to the local
cloud alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
from archive_file import ADDRESS, ArchiveFile, Config
from tf.gen import (
    grpc_controller_pb2,
    grpc_controller_pb2_grpc,
    grpc_stdio_pb2_grpc,
    tfplugin_pb2_grpc,
)
from tf.iface import DataSource, Provider, Resource
from tf.provider import ProviderServicer
from tf.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf.utils import Diagnostics

SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 104 or 108
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class ArchiveProvider(Provider):  # type: ignore[misc]  # tf comes without types
    """The provider: it has no settings and one data source."""

    def __init__(self, stack_directory: Path) -> None:
        """Remember what relative paths are relative to."""
        self.stack_directory = stack_directory

    def full_name(self) -> str:
        """Return the address in required_providers."""
        return ADDRESS

    def get_model_prefix(self) -> str:
        """Return the prefix of every type."""
        return "archive_"

    def get_provider_schema(self, _diags: Diagnostics) -> Schema:
        """No settings."""
        return Schema()

    def validate_config(self, diags: Diagnostics, config: Config) -> None:
        """No settings."""

    def configure_provider(self, diags: Diagnostics, config: Config) -> None:
        """No settings."""

    def get_data_sources(self) -> list[type[DataSource]]:
        """`archive_file`."""
        return [ArchiveFile]

    def get_resources(self) -> list[type[Resource]]:
        """None: the resource of the same name is deprecated, and breaks saved plans."""
        return []


class _Controller:
    def Shutdown(self, _request: Any, _context: grpc.ServicerContext) -> Any:  # noqa: ANN401, N802 (the protocol's name, untyped)
        """One Terraform command is done; others may follow."""
        return grpc_controller_pb2.Empty()


class _Stdio:
    def StreamStdio(self, _request: Any, _context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: ANN401, N802 (as above)
        """Nothing to forward: what is printed goes to our own standard error."""
        return iter(())


def socket_folder() -> Path:
    """Make a folder of our own for the socket, 0700."""
    folder = Path(tempfile.mkdtemp(prefix="tf-"))
    if len(os.fsencode(folder / "socket")) > SOCKET_PATH_LIMIT:
        folder.rmdir()
        raise SystemExit(f"{folder} is too long a path for a socket: set TMPDIR to a shorter one, such as /tmp")
    return folder


def serve(provider: ArchiveProvider, socket: Path) -> grpc.Server:
    """Listen on the socket."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    tfplugin_pb2_grpc.add_ProviderServicer_to_server(ProviderServicer(provider), server)
    grpc_controller_pb2_grpc.add_GRPCControllerServicer_to_server(_Controller(), server)
    grpc_stdio_pb2_grpc.add_GRPCStdioServicer_to_server(_Stdio(), server)
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    return server


def reattach(socket: Path) -> str:
    """Return the value of TF_REATTACH_PROVIDERS. `Test` keeps Terraform from ending us with its command."""
    address = {"Network": "unix", "String": str(socket)}
    how = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True, "Addr": address}
    return json.dumps({ADDRESS: how})


def wait_for_the_end() -> None:
    """Return when standard input ends or a signal comes. Signals are blocked: none interrupts the cleaning up."""

    def watch_input() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch_input, daemon=True).start()
    signal.sigwait(STOP_SIGNALS)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--stack-directory", type=Path, required=True)
    provider = ArchiveProvider(parser.parse_args().stack_directory.absolute())
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    folder = socket_folder()
    try:
        server = serve(provider, folder / "socket")
        sys.stdout.write(reattach(folder / "socket") + "\n")
        sys.stdout.flush()
        wait_for_the_end()
        server.stop(grace=None).wait()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
