from __future__ import annotations

import gzip
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from botocore_operations import (
    Came,
    Release,
    called_by,
    came,
    methods_in,
    names_in,
    releases_in,
    since,
    table_of,
    widest_gap,
)

if TYPE_CHECKING:
    from pathlib import Path

RELEASES = [f"1.20.{patch}" for patch in range(10)]
PLACE = {version: index for index, version in enumerate(RELEASES)}


def release(*names: str, service: str = "s3") -> Release:
    return {service: frozenset(names)}


def history(first: dict[str, int]) -> dict[str, Release]:
    """Make each release, given the patch with which each name came."""
    return {
        version: release(*(name for name, patch in first.items() if index >= patch))
        for index, version in enumerate(RELEASES)
    }


def wheel(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_releases_are_final_ones_from_the_floor_on_in_the_order_of_their_numbers() -> None:
    listed = "1.34.2, 1.100.0, 1.34.10, 1.35.0rc1, 1.20.0, 1.19.63"
    assert releases_in(f"botocore (1.34.2)\nAvailable versions: {listed}\n  INSTALLED: 1.30.1\n") == [
        "1.20.0",
        "1.34.2",
        "1.34.10",
        "1.100.0",
    ]
    assert releases_in("WARNING: nothing found") == []


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        ([True, True, True], Came(None, "1.20.0")),
        ([False, True, True], Came("1.20.0", "1.20.4")),
        ([False, False, True], Came("1.20.4", "1.20.9")),
        ([True, False, True], Came("1.20.4", "1.20.9")),  # it was gone for a while: from when on it stays
    ],
)
def test_a_name_came_between_the_newest_release_without_it_and_the_next(having: list[bool], expected: Came) -> None:
    seen = {
        version: release("Get") if has else release()
        for version, has in zip(["1.20.0", "1.20.4", "1.20.9"], having, strict=True)
    }
    assert came("Get", "s3", seen) == expected


def test_a_service_that_a_release_does_not_have_lacks_all_its_names() -> None:
    assert came("Get", "s3", {"1.20.0": {}, "1.20.1": release("Get")}) == Came("1.20.0", "1.20.1")


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (Came(None, "1.20.0"), "<=1.20.0"),
        (Came("1.20.3", "1.20.4"), "1.20.4"),
        (Came("1.20.3", "1.20.5"), ">1.20.3 <=1.20.5"),
    ],
)
def test_only_neighbours_make_it_exact(gap: Came, text: str) -> None:
    assert since(gap, PLACE) == text


@pytest.mark.parametrize("first", [{"Get": 3}, {"Get": 1, "Put": 9}, {"Get": 0, "Put": 4, "List": 5, "waiter Done": 7}])
def test_halving_gaps_finds_every_first_release(first: dict[str, int]) -> None:
    truth = history(first)
    seen = {version: truth[version] for version in [RELEASES[0], RELEASES[-1]]}
    while (version := widest_gap(RELEASES, seen, {"s3": 1})) is not None:
        assert version not in seen
        seen[version] = truth[version]
    for name, patch in first.items():
        assert came(name, "s3", seen).has == RELEASES[patch]
    assert len(seen) <= len(RELEASES)


def test_a_gap_of_a_service_that_weighs_more_is_halved_first_and_one_of_no_weight_never() -> None:
    seen: dict[str, Release] = {
        "1.20.0": {"s3": frozenset(), "sns": frozenset()},
        "1.20.5": {"s3": frozenset({"Get"}), "sns": frozenset()},
        "1.20.9": {"s3": frozenset({"Get"}), "sns": frozenset({"Publish"})},
    }
    assert widest_gap(RELEASES, seen, {"s3": 1, "sns": 10}) == "1.20.7"
    assert widest_gap(RELEASES, seen, {"s3": 10, "sns": 1}) == "1.20.2"
    assert widest_gap(RELEASES, seen, {}) is None


def test_what_no_release_changed_is_never_looked_for() -> None:
    assert widest_gap(RELEASES, {"1.20.0": release("Get"), "1.20.9": release("Get")}, {"s3": 1}) is None


def test_the_table_groups_methods_by_kind_and_release_oldest_first() -> None:
    seen = {
        "1.20.0": release("GetObject"),
        "1.20.1": release("GetObject", "PutObject", "paginator ListBuckets"),
        "1.20.9": release("GetObject", "PutObject", "ListACLs", "paginator ListBuckets", "waiter BucketExists"),
    }
    methods = {"GetObject": "get_object", "PutObject": "put_object", "ListACLs": "list_acls"}
    methods |= {"ListBuckets": "list_buckets", "BucketExists": "bucket_exists"}
    table = table_of(RELEASES, seen, "2026-11-24", methods)
    assert table == {
        "made": "2026-11-24",
        "oldest": "1.20.0",
        "newest": "1.20.9",
        "looked": 3,
        "services": {
            "s3": {
                "operations": {"<=1.20.0": "get_object", "1.20.1": "put_object", ">1.20.1 <=1.20.9": "list_acls"},
                "paginators": {"1.20.1": "list_buckets"},
                "waiters": {">1.20.1 <=1.20.9": "bucket_exists"},
            }
        },
    }


def test_a_wheel_is_read_in_the_newest_version_of_each_api_packed_or_not(tmp_path: Path) -> None:
    old = json.dumps({"operations": {"Old": {}}})
    new = gzip.compress(json.dumps({"operations": {"GetItem": {}, "Scan": {}}}).encode())
    data = "botocore/data/dynamodb"
    path = wheel(
        tmp_path / "botocore-1.34.0-py3-none-any.whl",
        {
            f"{data}/2011-12-05/service-2.json": old,
            f"{data}/2012-08-10/service-2.json.gz": new,
            f"{data}/2012-08-10/paginators-1.json": json.dumps({"pagination": {"Scan": {}}}),
            f"{data}/2012-08-10/waiters-2.json": json.dumps({"version": 2, "waiters": {"TableExists": {}}}),
            "botocore/handlers.py": "def remove_bucket(params): ...",
            "botocore/data/braket/2019-09-01/service-2.json": old,  # nobody asked for it
        },
    )
    assert names_in(path) == {"dynamodb": frozenset({"GetItem", "Scan", "paginator Scan", "waiter TableExists"})}


def test_methods_are_named_by_the_wheels_own_botocore(tmp_path: Path) -> None:
    source = "def xform_name(name):\n    return 'special' if name == 'PartiQL' else name.lower()\n"
    path = wheel(tmp_path / "botocore-1.34.0-py3-none-any.whl", {"botocore/__init__.py": source})
    names = release("PartiQL", "paginator Scan", "waiter TableExists")
    assert methods_in(path, names) == {"PartiQL": "special", "Scan": "scan", "TableExists": "tableexists"}


def test_an_operation_that_botocore_takes_out_of_a_client_is_none() -> None:
    handlers = "import re\n\n\ndef remove_bedrock_runtime_invoke_by_h2(\n    class_attributes, **kwargs\n):\n    pass\n"
    assert called_by("bedrock-runtime", ["Converse", "InvokeByH2"], handlers) == {"Converse"}
    assert called_by("bedrock", ["InvokeByH2", "RuntimeInvokeByH2"], handlers) == {"InvokeByH2"}
    assert called_by("polly", ["Converse", "InvokeByH2"], handlers) == {"Converse", "InvokeByH2"}
