"""Read Python modules without running them, and say what each imports, defines and asks of AWS.

Standard input is JSON: `{"minor": 11, "files": [{"sha256": ..., "path": ...}]}`, the minor being the Python the modules
will run on. Standard output is JSON: `{"python": "3.11.7", "modules": {sha256: facts}}`. Facts depend on a module's
text alone, not on where it lies.
"""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # -I leaves the script's folder out

from boto3_calls import operations_of
from module_imports import imports_of
from module_names import changes_itself, changes_search_path, names_of

DEEPEST = 5_000  # what machines make nests deeper than what people do; more than this would be more than a stack holds


def facts_of(source: bytes, minor: int) -> dict[str, Any]:
    """Say all there is to say of one module, or why nothing can be said."""
    try:
        tree = ast.parse(source, feature_version=(3, minor))
        compile(tree, "<module>", "exec", dont_inherit=True)  # `return` outside a function is no matter of grammar
    except SyntaxError as error:
        return {"syntaxError": {"line": error.lineno or 1, "message": error.msg}}
    except ValueError as error:  # null bytes, in older Pythons
        return {"syntaxError": {"line": 1, "message": str(error)}}
    except (RecursionError, MemoryError):
        return {"notScanned": "it is nested too deeply for Python's parser"}
    try:
        return {
            "imports": imports_of(tree, source, minor),
            "names": names_of(tree, source),
            "changesItself": changes_itself(tree, source),
            "changesSearchPath": changes_search_path(tree, source),
            "operations": operations_of(tree) if b"boto" in source else [],
        }
    except RecursionError:
        return {"notScanned": "it is nested too deeply"}


def read_facts(path: str, sha256: str, minor: int) -> dict[str, Any]:
    """Read one file, which must still be what was selected."""
    try:
        source = Path(path).read_bytes()
    except OSError as error:
        return {"notScanned": f"it cannot be read: {error.strerror}"}
    if hashlib.sha256(source).hexdigest() != sha256:
        return {"notScanned": "it changed while it was being read"}
    return facts_of(source, minor)


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")  # of invalid escapes: not for this reader
    sys.setrecursionlimit(DEEPEST)
    request = json.load(sys.stdin.buffer)
    minor: int = request["minor"]
    modules = {file["sha256"]: read_facts(file["path"], file["sha256"], minor) for file in request["files"]}
    json.dump({"python": platform.python_version(), "modules": modules}, sys.stdout)


if __name__ == "__main__":
    main()
