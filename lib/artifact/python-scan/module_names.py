"""Which names a module has once it is imported, and what they stand for as far as its text shows."""

from __future__ import annotations

import ast
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LITERALS = (
    *(ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set),
    *(ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Compare),
)
# Whoever uses one of these may give a module names that stand nowhere in its text.
REFLECTION = {"globals", "locals", "vars", "exec", "eval", "setattr", "modules", "__dict__", "__getattr__", "__path__"}


def names_of(tree: ast.Module, source: bytes) -> list[dict[str, Any]]:
    """List the bindings at a module's top level, in the order of its text."""
    reader = _Names()
    reader.block(tree.body)
    for node in ast.walk(tree) if b"global" in source else ():
        if isinstance(node, ast.Global):
            for name in node.names:
                reader.add(name, node, "unknown", conditional=True)
    return reader.names


def changes_itself(tree: ast.Module, source: bytes) -> bool:
    """Say whether the module may get names that are not to be seen in its text."""
    for node in ast.walk(tree) if any(name.encode() in source for name in REFLECTION) else ():
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.FunctionDef):
            name = node.name
        if name in REFLECTION:
            return True
    return False


def changes_search_path(tree: ast.Module, source: bytes) -> bool:
    """Say whether the module has others looked for elsewhere too: `sys.path.insert`, `site.addsitedir`."""
    for node in ast.walk(tree) if b"path" in source or b"addsitedir" in source else ():
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            of = getattr(node.func, "value", None)
            if name == "addsitedir" or (name in {"insert", "append", "extend"} and _is_search_path(of)):
                return True
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is_search_path(getattr(each, "value", None)) or _is_search_path(each) for each in targets):
                return True
    return False


def _is_search_path(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "path" and getattr(node.value, "id", None) == "sys"


class _Names:
    def __init__(self) -> None:
        self.names: list[dict[str, Any]] = []
        self.conditional = False

    def add(
        self, name: str, node: ast.stmt | ast.expr, kind: str, *, conditional: bool = False, **more: object
    ) -> None:
        fact = {"name": name, "kind": kind, "line": node.lineno, **more}
        if conditional or self.conditional:
            fact["conditional"] = True
        self.names.append(fact)

    def block(self, body: list[ast.stmt], *, conditional: bool = False) -> None:
        before = self.conditional
        self.conditional = before or conditional
        for statement in body:
            self.statement(statement)
        self.conditional = before

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef):
            self.add(node.name, node, "function")
        elif isinstance(node, ast.AsyncFunctionDef):
            self.add(node.name, node, "unknown" if node.decorator_list else "async function")
        elif isinstance(node, ast.ClassDef):
            self.add(node.name, node, "class", instances=_instances(node))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                self.add(alias.asname or alias.name.split(".")[0], node, "module")
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                origin: dict[str, Any] = {"module": node.module or "", "level": node.level, "target": alias.name}
                self.add(alias.asname or alias.name, node, "star" if alias.name == "*" else "import", **origin)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            self.assignment(node)
        else:
            self.compound(node)
        for name in _stored_in_expressions(node):
            self.add(name, node, "unknown")

    def assignment(self, node: ast.Assign | ast.AnnAssign) -> None:
        if node.value is None:
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                kind, more = _value(node.value)
                self.add(target.id, node, kind, **more)
            else:
                self.unpacked(target, node)

    def unpacked(self, target: ast.AST, node: ast.stmt) -> None:
        for each in ast.walk(target):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                self.add(each.id, node, "unknown")

    def compound(self, node: ast.stmt) -> None:
        """Go into what holds statements of the same scope: if, try, for, while, with, match."""
        if isinstance(node, (ast.For, ast.AsyncFor, ast.AugAssign)):
            self.unpacked(node.target, node)
        always = isinstance(node, (ast.With, ast.AsyncWith))
        for item in node.items if isinstance(node, (ast.With, ast.AsyncWith)) else []:
            self.unpacked(item, node)
        for field in ("body", "orelse", "finalbody"):
            self.block(getattr(node, field, []), conditional=not always)
        for handler in getattr(node, "handlers", []):
            self.block(handler.body, conditional=True)
        for case in getattr(node, "cases", []):
            self.captured(case.pattern, node)
            self.block(case.body, conditional=True)

    def captured(self, pattern: ast.AST, node: ast.stmt) -> None:
        for each in ast.walk(pattern):
            name = getattr(each, "name", None) or getattr(each, "rest", None)
            if name:
                self.add(name, node, "unknown", conditional=True)


def _value(node: ast.expr) -> tuple[str, dict[str, Any]]:
    if isinstance(node, ast.Lambda):
        return "function", {}
    if isinstance(node, LITERALS):
        return "value", {}
    if isinstance(node, ast.Name):
        return "alias", {"target": node.id}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return "instance", {"target": node.func.id}
    return "unknown", {}


def _instances(node: ast.ClassDef) -> str:
    """Whether the instances of a class can be called."""
    members = {each.name for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))}
    assigned = {
        target.id
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    if "__call__" in members | assigned:
        return "callable"
    return "unknown" if node.bases or node.keywords or node.decorator_list else "not callable"


def _stored_in_expressions(node: ast.stmt) -> list[str]:
    """Names bound by `:=` in the expressions of one statement, not in the statements it holds."""
    pending: list[ast.AST] = [each for each in ast.iter_child_nodes(node) if isinstance(each, (ast.expr, ast.withitem))]
    names: list[str] = []
    while pending:
        each = pending.pop()
        if isinstance(each, ast.NamedExpr):
            names.append(each.target.id)
        if not isinstance(each, FUNCTIONS):
            pending.extend(ast.iter_child_nodes(each))
    return names
