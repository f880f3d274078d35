"""Start the local cloud's emulator as an account that asks everybody for their rights, and write each question down.

Into ./rights.jsonl of the folder it runs in: who asked (by their access key), for which action on what, and whether
they may.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "cli/local/python"))

import emulator

# https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
# (seen 2026-11)
CLAIMS_OF_GITHUB = ("ref", "repository_id", "environment")

SET_A_BOUNDARY = ("iam:CreateRole", "iam:PutRolePermissionsBoundary")


def write_down(evaluator: Any) -> None:  # noqa: ANN401 (a module without types)
    enforce = evaluator.enforce

    def enforce_and_write(key: str, action: str, service: str, region: str, **about: Any) -> Any:  # noqa: ANN401 (as above)
        denied = enforce(key, action, service, region, **about)
        question = {"key": key, "action": action, "resource": about.get("resource_arn", "*"), "allowed": denied is None}
        with Path("rights.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(question) + "\n")
        return denied

    evaluator.enforce = enforce_and_write


def name_resources(actions: Any) -> None:  # noqa: ANN401 (as above)
    """AWS asks for the right to make a function of this name, to list log groups of this region; MiniStack, of any."""
    extract = actions.extract_resource_arn

    def extract_as_aws(service: str, method: str, path: str, headers: Any, body: bytes, *others: Any) -> Any:  # noqa: ANN401 (as above)
        region, account = others[-2:]
        if headers.get("x-amz-target", "").endswith(".DescribeLogGroups"):
            return f"arn:aws:logs:{region}:{account}:log-group::log-stream:"
        if (service, method) == ("lambda", "POST") and path.rstrip("/").endswith("/functions"):
            return f"arn:aws:lambda:{region}:{account}:function:{json.loads(body)['FunctionName']}"
        return extract(service, method, path, headers, body, *others)

    actions.extract_resource_arn = extract_as_aws


def take_claims_of_github(sts: Any, cognito: Any) -> None:  # noqa: ANN401 (as above)
    """AWS has them as condition keys; MiniStack has the audience and the subject alone."""
    principal_of = sts._web_identity_principal  # noqa: SLF001 (there is no public way)

    def principal_with_claims(token: str, provider: str, role: str) -> tuple[str, dict[str, str]]:
        principal, keys = principal_of(token, provider, role)
        claims = cognito._decode_id_token_unverified(token)  # noqa: SLF001 (as above)
        host = claims["iss"].removeprefix("https://")
        return principal, keys | {f"{host}:{name}": claims[name] for name in CLAIMS_OF_GITHUB if name in claims}

    sts._web_identity_principal = principal_with_claims  # noqa: SLF001 (as above)


def name_boundaries(actions: Any, iam: Any) -> None:  # noqa: ANN401 (as above)
    """AWS has iam:PermissionsBoundary as a condition key; MiniStack, which holds roles to their boundaries, has not.

    It is the one that the request is about to set, else the one that the role has.
    """
    tags = actions.request_tag_context

    def keys_with_boundary(service: str, action: str, body: bytes, parameters: Any) -> dict[str, Any]:  # noqa: ANN401 (as above)
        keys = dict(tags(service, action, body, parameters))
        if service != "iam":
            return keys
        role = iam._roles.get(iam._p(parameters, "RoleName")) or {}  # noqa: SLF001 (as above)
        set_to = iam._p(parameters, "PermissionsBoundary")  # noqa: SLF001 (as above)
        boundary = set_to if action in SET_A_BOUNDARY else role.get("PermissionsBoundary")
        return keys | ({"iam:PermissionsBoundary": boundary} if boundary else {})

    actions.request_tag_context = keys_with_boundary


def play_tls(app: Any) -> None:  # noqa: ANN401 (as above)
    """What comes to the emulator by HTTP comes to AWS by TLS."""
    pin = app.pin_request_origin
    app.pin_request_origin = lambda address, _secure: pin(address, secure_transport=True)


def correct(iam_actions: Any) -> None:  # noqa: ANN401 (as above)
    from ministack import app  # noqa: PLC0415 (it reads its settings when imported)
    from ministack.core import iam_evaluator  # noqa: PLC0415 (as above)
    from ministack.services import cognito, iam, sts  # noqa: PLC0415 (as above)

    correct_as_always(iam_actions)
    write_down(iam_evaluator)
    name_resources(iam_actions)
    name_boundaries(iam_actions, iam)
    take_claims_of_github(sts, cognito)
    play_tls(app)


if __name__ == "__main__":
    os.environ["AUTH"] = "true"
    correct_as_always = emulator.correct
    emulator.correct = correct
    emulator.main()
