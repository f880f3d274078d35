"""Runs first in every process that plays a Lambda container: emulator.py puts it before MiniStack's own worker.

Whatever Python the function asks for runs it, from 3.9 on.
"""

import os
import site
import sys
import time

# What AWS sets and the emulator hands over; a function's own variables are set again after this.
KEPT = (
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_TASK_ROOT",
    # Not AWS's: where the emulator is, where it put the layers, and what it tells its worker.
    "AWS_DISABLE_HOST_PREFIX_INJECTION",
    "AWS_ENDPOINT_URL",
    "_LAMBDA_FUNCTION_ARN",
    "_LAMBDA_LAYERS_DIRS",
    "_LAMBDA_TIMEOUT",
)


def enter_container(runtime: str) -> None:
    """Leave this machine's variables and packages outside."""
    outside = {os.path.dirname(os.path.abspath(__file__))}  # noqa: PTH100, PTH120 (pathlib would stay imported)
    if site.ENABLE_USER_SITE:
        outside.add(site.getusersitepackages())
    sys.path[:] = [folder for folder in sys.path if folder not in outside]

    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(
        kept,
        AWS_EXECUTION_ENV="AWS_Lambda_" + runtime,
        AWS_LAMBDA_INITIALIZATION_TYPE="on-demand",
        LANG="en_US.UTF-8",
        PATH="/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
        TZ=":UTC",
        # Not AWS's: this machine's ~/.aws is no more the function's than its variables are.
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    )
    time.tzset()
