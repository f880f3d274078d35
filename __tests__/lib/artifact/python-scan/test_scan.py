from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from scan import facts_of, read_facts

SCRIPT = Path(__file__).parents[4] / "lib/artifact/python-scan/scan.py"


def facts(text: str, minor: int = 11) -> dict[str, Any]:
    return facts_of(dedent(text).encode(), minor)


def imports(text: str, minor: int = 11) -> list[tuple[str, str]]:
    return [("." * each["level"] + each["module"], each["context"]) for each in facts(text, minor)["imports"]]


def operations(text: str) -> list[tuple[str, str, str, int]]:
    return [(o["service"], o["method"], o["through"], o["line"]) for o in facts(text)["operations"]]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(each["name"], each["kind"]) for each in facts(text)["names"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a", [("a", "module")]),
        ("import a.b as c, d", [("a.b", "module"), ("d", "module")]),
        ("from a.b import c", [("a.b", "module")]),
        ("from . import a", [(".", "module")]),
        ("from ..a import b", [("..a", "module")]),
        ("class C:\n    import a", [("a", "module")]),
        ("with open('f') as f:\n    import a", [("a", "module")]),
        ("def f():\n    import a", [("a", "function")]),
        ("async def f():\n    import a", [("a", "function")]),
        ("class C:\n    def f(self):\n        from a import b", [("a", "function")]),
        ("f = lambda: __import__('a')", [("a", "function")]),
        ("if DEBUG:\n    import a", [("a", "conditional")]),
        ("if DEBUG:\n    pass\nelse:\n    import a", [("a", "conditional")]),
        ("for x in y:\n    import a", [("a", "conditional")]),
        ("while x:\n    import a", [("a", "conditional")]),
        ("match x:\n    case 1:\n        import a", [("a", "conditional")]),
        ("x = y and __import__('a')", [("a", "conditional")]),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", [("a", "type-checking"), ("b", "module")]),
        ("if typing.TYPE_CHECKING:\n    import a", [("a", "type-checking")]),
        ("if not TYPE_CHECKING:\n    import a\nelse:\n    import b", [("a", "module"), ("b", "type-checking")]),
        ("if TYPE_CHECKING and X:\n    import a", [("a", "type-checking")]),
        ("if TYPE_CHECKING or X:\n    import a", [("a", "conditional")]),
        ("def f():\n    if TYPE_CHECKING:\n        import a", [("a", "type-checking")]),
        ("if __name__ == '__main__':\n    import a", [("a", "main")]),
        ("if '__main__' == __name__:\n    import a", [("a", "main")]),
        ("if __name__ != '__main__':\n    import a", [("a", "module")]),
    ],
)
def test_tells_when_an_import_runs(text: str, found: list[tuple[str, str]]) -> None:
    assert imports(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("except ImportError:\n    pass", "guarded"),
        ("except ModuleNotFoundError:\n    pass", "guarded"),
        ("except Exception:\n    pass", "guarded"),
        ("except (ValueError, ImportError) as error:\n    print(error)", "guarded"),
        ("except:\n    pass", "guarded"),
        ("except builtins.ImportError:\n    pass", "guarded"),
        ("except ValueError:\n    pass", "module"),
        ("finally:\n    pass", "module"),
        ("except ImportError as error:\n    raise RuntimeError('no a') from error", "module"),
        ("except ImportError:\n    sys.exit('no a')", "module"),
    ],
)
def test_takes_an_import_as_guarded_where_the_module_goes_on_without_it(text: str, found: str) -> None:
    assert imports(f"try:\n    import a\n{text}") == [("a", found)]


def test_a_suppressed_import_error_guards_as_well() -> None:
    assert imports("with contextlib.suppress(ImportError):\n    import a") == [("a", "guarded")]
    assert imports("with suppress(ValueError):\n    import a") == [("a", "module")]


def test_a_function_defined_in_a_try_is_not_guarded_by_it() -> None:
    text = "try:\n    def f():\n        import a\nexcept ImportError:\n    pass"
    assert [(each["context"], each.get("attempt")) for each in facts(text)["imports"]] == [("function", None)]


def test_tells_what_runs_only_after_another_import_has_failed() -> None:
    found = facts("""
        try:
            import a
        except ImportError:
            try:
                import b
            except ImportError:
                import c
        else:
            import d
    """)["imports"]
    assert [(f["module"], f["context"], f.get("attempt"), f.get("instead")) for f in found] == [
        ("a", "guarded", 1, None),
        ("b", "guarded", 2, [1]),
        ("c", "module", None, [1, 2]),
        ("d", "module", None, None),
    ]


@pytest.mark.parametrize(
    ("condition", "minor", "holds"),
    [
        ("sys.version_info >= (3, 11)", 11, True),
        ("sys.version_info >= (3, 11)", 10, False),
        ("sys.version_info < (3, 11)", 10, True),
        ("sys.version_info[:2] == (3, 11)", 11, True),
        ("sys.version_info > (3, 11)", 11, True),
        ("sys.version_info >= (3, 12, 1)", 11, False),
        ("sys.version_info >= (3, 11, 4)", 11, None),
        ("sys.version_info >= (3,)", 9, True),
        ("sys.version_info[0] == 2", 11, False),
        ("sys.version_info.minor >= 12", 11, False),
        ("sys.platform == 'win32'", 11, False),
        ("sys.platform.startswith('linux')", 11, True),
        ("os.name == 'nt'", 11, False),
        ("os.name != 'nt' and sys.version_info >= (3, 9)", 11, True),
        ("sys.version_info >= (3, 12) or X", 11, None),
        ("not sys.version_info >= (3, 12)", 11, True),
        ("False", 11, False),
        ("X", 11, None),
    ],
)
def test_evaluates_what_the_runtime_decides(condition: str, minor: int, *, holds: bool | None) -> None:
    contexts = {True: ["module", "never"], False: ["never", "module"], None: ["conditional", "conditional"]}
    text = f"if {condition}:\n    import a\nelse:\n    import b"
    assert [context for _, context in imports(text, minor)] == contexts[holds]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import importlib\nimportlib.import_module('a.b')", "a.b"),
        ("import importlib as il\nil.import_module('a')", "a"),
        ("from importlib import import_module\nimport_module('a')", "a"),
        ("from importlib import import_module as load\nload('a')", "a"),
        ("import importlib\nimportlib.import_module('.a', __package__)", ".a"),
        ("import importlib\nimportlib.import_module('.a', package='p.q')", "p.q.a"),
        ("import importlib\nimportlib.import_module('..a', 'p.q')", "p.a"),
        ("__import__('a')", "a"),
        ("import importlib\nimportlib.import_module(name)", None),
        ("import importlib\nimportlib.import_module('.a', __name__)", None),
        ("other.import_module('a')", None),
    ],
)
def test_finds_modules_imported_by_a_literal_name(text: str, found: str | None) -> None:
    names = [name for name, _ in imports(text) if name != "importlib"]
    assert names == ([] if found is None else [found])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(): pass", [("f", "function")]),
        ("async def f(): pass", [("f", "async function")]),
        ("@wrap\nasync def f(): pass", [("f", "unknown")]),
        ("f = lambda event, context: 1", [("f", "function")]),
        ("f = 1\ng = [1]\nh = f'{1}'", [("f", "value"), ("g", "value"), ("h", "value")]),
        ("f: int = 1\ng: int", [("f", "value")]),
        ("f = g = h", [("f", "alias"), ("g", "alias")]),
        ("f = C()", [("f", "instance")]),
        ("f = C().run", [("f", "unknown")]),
        ("a, (b, *c) = x", [("a", "unknown"), ("b", "unknown"), ("c", "unknown")]),
        ("import a.b, c as d", [("a", "module"), ("d", "module")]),
        ("from a import b as c, d", [("c", "import"), ("d", "import")]),
        ("from a import *", [("*", "star")]),
        ("if x:\n    def f(): pass\nelse:\n    f = None", [("f", "function"), ("f", "value")]),
        ("try:\n    import a\nexcept ImportError:\n    a = None", [("a", "module"), ("a", "value")]),
        ("for a in b:\n    c = 1", [("a", "unknown"), ("c", "value")]),
        ("with a as b:\n    c = 1", [("b", "unknown"), ("c", "value")]),
        ("if (a := 1):\n    b = 1", [("b", "value"), ("a", "unknown")]),
        ("match a:\n    case {'x': b, **c}:\n        pass", [("c", "unknown"), ("b", "unknown")]),
        ("def f():\n    global g\n    g = 1", [("f", "function"), ("g", "unknown")]),
        ("def f():\n    local = 1\nclass C:\n    x = 1", [("f", "function"), ("C", "class")]),
    ],
)
def test_lists_what_a_module_defines(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class C:\n    def __call__(self): pass", "callable"),
        ("class C:\n    __call__ = f", "callable"),
        ("class C:\n    pass", "not callable"),
        ("class C(Base):\n    pass", "unknown"),
        ("@wrap\nclass C:\n    pass", "unknown"),
    ],
)
def test_tells_whether_instances_of_a_class_can_be_called(text: str, found: str) -> None:
    assert facts(text)["names"][0]["instances"] == found


@pytest.mark.parametrize(
    "text",
    [
        "globals()['x'] = 1",
        "def __getattr__(name): return 1",
        "import sys\nsys.modules[__name__] = X()",
        "exec('x = 1')",
        "setattr(me, 'x', 1)",
    ],
)
def test_tells_that_a_module_may_have_names_that_its_text_does_not_show(text: str) -> None:
    assert facts(text)["changesItself"] is True
    assert facts("x = 1")["changesItself"] is False


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("c = boto3.client('s3')\nc.put_object()", ("s3", "put_object", "client", 3)),
        ("boto3.client(service_name='s3').put_object()", ("s3", "put_object", "client", 2)),
        ("boto3.session.Session().client('s3').put_object()", ("s3", "put_object", "client", 2)),
        ("s = boto3.Session()\ns.client('s3').put_object()", ("s3", "put_object", "client", 3)),
        ("NAME = 's3'\nboto3.client(NAME).put_object()", ("s3", "put_object", "client", 3)),
        ("from boto3 import client\nclient('s3').put_object()", ("s3", "put_object", "client", 3)),
        ("from boto3.session import Session\nSession().client('s3').put_object()", ("s3", "put_object", "client", 3)),
        (
            "import botocore.session as b\nb.get_session().create_client('s3').put_object()",
            ("s3", "put_object", "client", 3),
        ),
        ("def f():\n    c = boto3.client('s3')\n    c.put_object()", ("s3", "put_object", "client", 4)),
        ("def make():\n    return boto3.client('s3')\nmake().put_object()", ("s3", "put_object", "client", 4)),
        ("def use(c):\n    c.put_object()\nuse(boto3.client('s3'))", ("s3", "put_object", "client", 3)),
        ("def use(*, c):\n    c.put_object()\nuse(c=boto3.client('s3'))", ("s3", "put_object", "client", 3)),
        ("def use(c=boto3.client('s3')):\n    c.put_object()", ("s3", "put_object", "client", 3)),
        (
            "c = None\ndef f():\n    global c\n    c = c or boto3.client('s3')\n    c.put_object()",
            ("s3", "put_object", "client", 6),
        ),
        (
            "class C:\n  def __init__(me):\n    me.c = boto3.client('s3')\n  def f(me):\n    me.c.copy()",
            ("s3", "copy", "client", 6),
        ),
        (
            "class C:\n    def __init__(self, c):\n        self.c = c\nx = C(boto3.client('s3'))\nx.c.put_object()",
            ("s3", "put_object", "client", 6),
        ),
        (
            "class C:\n  @property\n  def c(me):\n    return boto3.client('s3')\n  def f(me):\n    me.c.copy()",
            ("s3", "copy", "client", 7),
        ),
        ("boto3.client('s3').get_paginator('list_objects_v2')", ("s3", "list_objects_v2", "paginator", 2)),
        ("boto3.client('s3').get_waiter('bucket_exists')", ("s3", "bucket_exists", "waiter", 2)),
        (
            "t = boto3.resource('dynamodb').Table('t')\nif x:\n    y = [t.put_item(i) for i in z]",
            ("dynamodb", "put_item", "resource", 4),
        ),
        ("with boto3.client('s3') as c:\n    print(c.put_object())", ("s3", "put_object", "client", 3)),
        ("match x:\n    case 1:\n        boto3.client('s3').put_object()", ("s3", "put_object", "client", 4)),
    ],
)
def test_finds_operations_that_are_called(text: str, found: tuple[str, str, str, int]) -> None:
    assert found in operations(f"import boto3\n{text}")


@pytest.mark.parametrize(
    "text",
    ["boto3.client(name).put_object()", "other.client('s3').put_object()", "boto3.client('s3')", "x.put_object()"],
)
def test_finds_no_operation_where_the_text_does_not_show_one(text: str) -> None:
    assert operations(f"import boto3\n{text}") == []


@pytest.mark.parametrize(
    ("text", "minor", "line"),
    [
        ("x = (", 11, 1),
        ("\nprint 'x'", 11, 2),
        ("match x:\n    case 1:\n        pass", 9, 3),
        ("x = 1\nreturn x", 11, 2),
        ("x = 1\0", 11, 1),
    ],
)
def test_says_where_a_module_does_not_parse(text: str, minor: int, line: int) -> None:
    assert facts_of(text.encode(), minor)["syntaxError"]["line"] == line


def test_reads_the_encoding_that_a_module_declares() -> None:
    assert facts_of("# coding: latin-1\nimport a # ä".encode("latin-1"), 11)["imports"][0]["module"] == "a"
    assert facts_of(b"\xef\xbb\xbfimport a", 11)["imports"][0]["module"] == "a"


def test_says_why_a_file_was_not_read(tmp_path: Path) -> None:
    file = tmp_path / "index.py"
    assert read_facts(str(file), "0", 11) == {"notScanned": "it cannot be read: No such file or directory"}
    file.write_text("x = 1")
    assert read_facts(str(file), "0", 11) == {"notScanned": "it changed while it was being read"}


def test_answers_a_request_in_isolation(tmp_path: Path) -> None:
    file = tmp_path / "index.py"
    file.write_bytes(b'import json\nx = "\\d"\n')
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    request = json.dumps({"minor": 11, "files": [{"sha256": sha256, "path": str(file)}]})
    command = [sys.executable, "-I", "-S", "-B", str(SCRIPT)]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert answer["modules"][sha256]["imports"] == [{"module": "json", "level": 0, "line": 1, "context": "module"}]
