"""What conditions come to in a container of Lambda's, as far as their text tells."""

from __future__ import annotations

import ast
import operator
from typing import Any, NamedTuple

COMPARISONS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
PLATFORM = "linux"
SYSTEM = {"sys.platform": PLATFORM, "os.name": "posix", "platform.system()": "Linux"}
TYPE_CHECKING_NAMES = {"TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"}


class Fate(NamedTuple):
    """What a condition is in the container, None if the text does not tell, and the context that its dead branch is."""

    value: bool | None
    dead: str = "never"


def fate_of(test: ast.expr, minor: int) -> Fate:
    """Evaluate a condition for a Python 3 of this minor."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        value, dead = fate_of(test.operand, minor)
        return Fate(None if value is None else not value, dead)
    if isinstance(test, ast.BoolOp):
        return _joined([fate_of(each, minor) for each in test.values], decisive=isinstance(test.op, ast.Or))
    if isinstance(test, ast.Constant):
        return Fate(bool(test.value))
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _comparison(test.left, test.ops[0], test.comparators[0], minor)
    text = ast.unparse(test)
    if text in TYPE_CHECKING_NAMES:
        return Fate(value=False, dead="type-checking")
    prefix = _literal(test.args[0]) if isinstance(test, ast.Call) and len(test.args) == 1 else None
    if not text.startswith("sys.platform.startswith(") or not isinstance(prefix, str):
        prefix = None
    return Fate(None if prefix is None else PLATFORM.startswith(prefix))


def _joined(fates: list[Fate], *, decisive: bool) -> Fate:
    """Join what stands between `or`, of which a true one decides, or `and`, of which a false one does."""
    for fate in fates:
        if fate.value is decisive:
            return fate
    return fates[0] if all(fate.value is not None for fate in fates) else Fate(None)


def _comparison(left: ast.expr, kind: ast.cmpop, right: ast.expr, minor: int) -> Fate:
    if isinstance(left, ast.Constant) and isinstance(kind, (ast.Eq, ast.NotEq)):
        left, right = right, left
    compare, name, value = COMPARISONS.get(type(kind)), ast.unparse(left), _literal(right)
    if compare is None:
        return Fate(None)
    if name == "__name__" and value == "__main__":
        return Fate(compare("a module", value), "main")
    known = SYSTEM.get(name) if isinstance(value, str) else _version(name, value, minor)
    return Fate(None if known is None else compare(known, value))


def _version(name: str, value: object, minor: int) -> Any:  # noqa: ANN401, as the value
    """Say what stands for the version in a comparison with this value; None if the text does not tell."""
    if isinstance(value, int):
        numbers = {"sys.version_info[0]": 3, "sys.version_info.major": 3}
        return {**numbers, "sys.version_info[1]": minor, "sys.version_info.minor": minor}.get(name)
    if not isinstance(value, tuple) or not all(isinstance(each, int) for each in value):
        return None
    if name == "sys.version_info[:2]":
        return (3, minor)
    # The patch release of the container is not known: a number between two stands for any.
    is_told = name == "sys.version_info" and (len(value) <= len((3, minor)) or value[:2] != (3, minor))
    return (3, minor, 0.5) if is_told else None


def _literal(node: ast.expr) -> Any:  # noqa: ANN401, whatever stands there
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
