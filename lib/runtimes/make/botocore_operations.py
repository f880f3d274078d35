"""Finds the botocore that each operation of AWS came with, and writes lib/runtimes/botocore-operations.json.

    python3 lib/runtimes/make/botocore_operations.py --downloads 40 --first 1.34.115 --first 1.34.116

It looks into botocore's own wheels, as the machine's package index has them, and halves the gaps between those it
knows, all services at once. What it has read it keeps in .local/botocore, so that another run goes on from there.
`--first` names releases worth looking at before all others: those that a change log says brought something.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zipimport
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

OLDEST = "1.20.0"
# How much it matters to know exactly: a wide gap of a service that weighs more is halved before others.
WEIGHTS = {
    **dict.fromkeys(["bedrock-runtime"], 100),
    **dict.fromkeys(["bedrock-agent-runtime", "dynamodb", "lambda", "s3", "sqs", "sns"], 10),
    **dict.fromkeys(["secretsmanager", "ssm", "stepfunctions", "events", "scheduler"], 10),
    **dict.fromkeys(["apigatewaymanagementapi", "athena", "cloudwatch", "cognito-idp", "comprehend", "ecs"], 1),
    **dict.fromkeys(["firehose", "kinesis", "kms", "logs", "rds-data", "ses", "sesv2", "sts", "textract"], 1),
    **dict.fromkeys(["bedrock", "bedrock-agent", "codepipeline", "glue", "rekognition", "transcribe", "translate"], 1),
    **dict.fromkeys(["polly", "sagemaker-runtime", "s3control", "dynamodbstreams", "cloudformation"], 1),
}
ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / ".local" / "botocore"
TABLE = ROOT / "lib" / "runtimes" / "botocore-operations.json"

Names = frozenset[str]  # `Converse`, `paginator ListObjectsV2`, `waiter BucketExists`
Release = dict[str, Names]  # by service


class Came(NamedTuple):
    """Since when a name is there: `lacks` is the newest release known to lack it, `has` the oldest since then."""

    lacks: str | None
    has: str


def order(version: str) -> tuple[int, ...]:
    """Sort key of a final release."""
    return tuple(int(part) for part in version.split("."))


def releases_in(listing: str) -> list[str]:
    """Read the final releases from what `pip index versions` prints, oldest first, from the floor on."""
    listed = re.search(r"^Available versions:(.*)$", listing, re.MULTILINE)
    found = re.findall(r"(?<![\w.])\d+\.\d+\.\d+(?![\w.])", listed[1] if listed else "")
    return sorted((version for version in set(found) if order(version) >= order(OLDEST)), key=order)


def came(name: str, service: str, seen: dict[str, Release]) -> Came:
    """Bound the release that brought a name of the newest one, by the releases seen."""
    has = max(seen, key=order)
    for version in sorted(seen, key=order, reverse=True):
        if name not in seen[version].get(service, frozenset()):
            return Came(version, has)
        has = version
    return Came(None, has)


def widest_gap(releases: list[str], seen: dict[str, Release], weights: dict[str, int]) -> str | None:
    """Choose the release to look at next: amid the gap with the most to learn; None where all is exact."""
    place = {version: index for index, version in enumerate(releases)}
    known = sorted(seen, key=order)
    newest = known[-1]
    worth: dict[Came, int] = {}
    for service, names in seen[newest].items():
        # What came together is found together: it counts once.
        for gap in {came(name, service, seen) for name in names}:
            worth[gap] = worth.get(gap, 0) + weights.get(service, 0)
    open_gaps = [
        (weight * (place[gap.has] - place[gap.lacks]), -place[gap.lacks], gap)
        for gap, weight in worth.items()
        if gap.lacks is not None and weight and place[gap.has] - place[gap.lacks] > 1
    ]
    if not open_gaps:
        return None
    _, _, (lacks, has) = max(open_gaps)
    return releases[(place[lacks or OLDEST] + place[has]) // 2]


def table_of(releases: list[str], seen: dict[str, Release], made: str, methods: dict[str, str]) -> dict[str, object]:
    """Lay out what is known: by service and kind, the methods that came with each release, or within each gap."""
    place = {version: index for index, version in enumerate(releases)}
    newest = max(seen, key=order)
    services: dict[str, dict[str, dict[str, str]]] = {}
    for service, names in sorted(seen[newest].items()):
        kinds: dict[str, dict[Came, list[str]]] = {"operations": {}, "paginators": {}, "waiters": {}}
        for name in sorted(names):
            kind, _, bare = f"operation {name}".rpartition(" ")
            group = kinds[f"{kind.rpartition(' ')[2]}s"]
            group.setdefault(came(name, service, seen), []).append(methods[bare])
        services[service] = {
            kind: {
                since(gap, place): " ".join(sorted(grouped)) for gap, grouped in sorted(groups.items(), key=newest_last)
            }
            for kind, groups in kinds.items()
            if groups
        }
    return {"made": made, "oldest": min(seen, key=order), "newest": newest, "looked": len(seen), "services": services}


def newest_last(item: tuple[Came, list[str]]) -> tuple[int, ...]:
    """Order groups by the release that has them."""
    return order(item[0].has)


def since(gap: Came, place: dict[str, int]) -> str:
    """Write since when: `1.34.116`; `>1.34.100 <=1.34.116` where no release between was seen; `<=1.20.0` of old."""
    if gap.lacks is None:
        return f"<={gap.has}"
    return gap.has if place[gap.has] - place[gap.lacks] == 1 else f">{gap.lacks} <={gap.has}"


def names_in(wheel: Path) -> Release:
    """Read the operations, paginators and waiters of every service in a wheel of botocore."""
    found: dict[str, set[str]] = {}
    with zipfile.ZipFile(wheel) as archive:
        models = [name for name in archive.namelist() if name.endswith(("/service-2.json", "/service-2.json.gz"))]
        # A service with several versions of its API is used in the newest.
        newest = {model.split("/")[2]: model for model in sorted(models)}
        listed = set(archive.namelist())
        for service, model in newest.items():
            if service not in WEIGHTS:
                continue
            names = found.setdefault(service, set())
            handlers = archive.read("botocore/handlers.py").decode()
            names.update(called_by(service, member(archive, model)["operations"], handlers))
            for kind, file, key in [
                ("paginator", "paginators-1.json", "pagination"),
                ("waiter", "waiters-2.json", "waiters"),
            ]:
                for path in [f"{model.rpartition('/')[0]}/{file}{end}" for end in ["", ".gz"]]:
                    if path in listed:
                        names.update(f"{kind} {name}" for name in member(archive, path)[key])
    return {service: frozenset(names) for service, names in found.items()}


def called_by(service: str, operations: Iterable[str], handlers: str) -> set[str]:
    """Leave out operations that botocore's handlers take out of the client, as those that need HTTP/2."""
    removed = re.findall(rf"^def remove_{service.replace('-', '_')}_(\w+)\(", handlers, re.MULTILINE)
    lost = {method.replace("_", "") for method in removed}
    return {name for name in operations if name.lower() not in lost}


def methods_in(wheel: Path, names: Release) -> dict[str, str]:
    """Say by which Python method each operation is called, and each waiter got: botocore's own function knows."""
    spec = zipimport.zipimporter(str(wheel)).find_spec("botocore")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{wheel.name} holds no botocore")
    botocore = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(botocore)
    bare = {name.rpartition(" ")[2] for each in names.values() for name in each}
    return {name: str(botocore.xform_name(name)) for name in sorted(bare)}


def member(archive: zipfile.ZipFile, path: str) -> dict[str, dict[str, object]]:
    """Read a JSON file of a wheel, packed or not."""
    content = archive.read(path)
    loaded: dict[str, dict[str, object]] = json.loads(gzip.decompress(content) if path.endswith(".gz") else content)
    return loaded


def pip(*arguments: str) -> str:
    """Run pip, which knows the machine's package index."""
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 (pip, by us)


def was_read(version: str) -> bool:
    """Whether a release was read before, and for the very services that are asked about now."""
    kept = KEPT / f"{version}.json"
    return kept.exists() and json.loads(kept.read_text())["services"] == sorted(WEIGHTS)


def look_at(version: str) -> Release:
    """Read a release, downloading it unless it was read before."""
    kept = KEPT / f"{version}.json"
    if not was_read(version):
        with tempfile.TemporaryDirectory() as folder:
            pip("download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, f"botocore=={version}")
            (wheel,) = Path(folder).glob("*.whl")
            names = names_in(wheel)
            read = {
                "services": sorted(WEIGHTS),
                "names": {service: sorted(each) for service, each in names.items()},
                "methods": methods_in(wheel, names),
            }
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(read))
    return {service: frozenset(names) for service, names in json.loads(kept.read_text())["names"].items()}


def main() -> None:
    """Look at releases until all is exact or the downloads are used up, then write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--downloads", type=int, default=40, help="at most so many wheels of 7 to 15 MB")
    parser.add_argument("--first", action="append", default=[], metavar="RELEASE", help="look at this one first")
    options = parser.parse_args()
    releases = releases_in(pip("index", "versions", "botocore"))
    kept = [version for version in releases if was_read(version)]
    seen = {version: look_at(version) for version in {OLDEST, releases[-1], *kept}}
    hints = [version for version in options.first if version in releases]
    for _ in range(options.downloads):
        unseen = [version for version in hints if version not in seen]
        version = unseen[0] if unseen else widest_gap(releases, seen, WEIGHTS)
        if version is None:
            break
        print(version, flush=True)
        seen[version] = look_at(version)
    methods = json.loads((KEPT / f"{releases[-1]}.json").read_text())["methods"]
    made = dt.datetime.now(tz=dt.UTC).date().isoformat()
    TABLE.write_text(json.dumps(table_of(releases, seen, made, methods), indent=2) + "\n")


if __name__ == "__main__":
    main()
