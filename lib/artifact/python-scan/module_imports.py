"""Which modules a module imports, and when it does."""

from __future__ import annotations

import ast
import contextlib
from typing import TYPE_CHECKING, Any

from module_conditions import fate_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# From "it runs whenever the module is imported" to "it never runs here"; of two contexts the later one holds.
CONTEXTS = ["module", "conditional", "function", "guarded", "type-checking", "main", "never"]

CATCHES_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def imports_of(tree: ast.Module, source: bytes, minor: int) -> list[dict[str, Any]]:
    """List the imports of a module, in the order of its lines."""
    reader = _Reader(minor, calls=b"import_module" in source or b"__import__" in source)
    reader.visit(tree)
    return sorted(reader.imports, key=lambda each: each["line"])


class _Reader(ast.NodeVisitor):
    def __init__(self, minor: int, *, calls: bool) -> None:
        self.minor = minor
        self.calls = calls
        self.imports: list[dict[str, Any]] = []
        self.context = "module"
        self.attempt: int | None = None  # the innermost `try` that catches a failing import here
        self.instead: tuple[int, ...] = ()  # the ones of which this runs only after they have failed
        self.attempts = 0
        self.import_module = {"importlib.import_module"}

    def visit(self, node: ast.AST) -> None:
        """Leave out expressions, which are most of a text, where none of them can import anything."""
        if self.calls or not isinstance(node, (ast.expr, ast.arguments)):
            super().visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name == "importlib" and alias.asname:
                self.import_module.add(f"{alias.asname}.import_module")
            self._add(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module == "importlib":
            self.import_module.update(a.asname or a.name for a in node.names if a.name == "import_module")
        self._add(node, node.module or "", [alias.name for alias in node.names], node.level)

    def visit_Call(self, node: ast.Call) -> None:
        name = _string(node.args[0]) if node.args else None
        if name and isinstance(node.func, (ast.Name, ast.Attribute)):
            called = ast.unparse(node.func)
            if called == "__import__" or called in self.import_module:
                self._add_dynamic(node, name)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for outside in [*node.decorator_list, node.args]:
            self.visit(outside)
        with self._within("function", caught_here=False):
            self._visit_all(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 (the name is what ast.NodeVisitor looks for)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        with self._within("function", caught_here=False):
            self.visit(node.body)

    def visit_If(self, node: ast.If) -> None:
        self._branch(node.test, node.body, node.orelse)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._branch(node.test, [node.body], [node.orelse])

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        self.visit(node.values[0])
        with self._within("conditional"):
            self._visit_all(node.values[1:])

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        with self._within("conditional"):
            self._visit_all([*node.body, *node.orelse])

    visit_AsyncFor = visit_For  # noqa: N815 (as above)

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        with self._within("conditional"):
            self._visit_all([*node.body, *node.orelse])

    def visit_match_case(self, node: Any) -> None:  # noqa: ANN401, the class came with 3.10
        with self._within("conditional"):
            self.generic_visit(node)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item)
        with self._attempt() if any(map(_suppresses, node.items)) else contextlib.nullcontext():
            self._visit_all(node.body)

    visit_AsyncWith = visit_With  # noqa: N815 (as above)

    def visit_Try(self, node: ast.Try) -> None:
        guarded = any(_catches(handler) and not _gives_up(handler.body) for handler in node.handlers)
        with self._attempt() if guarded else contextlib.nullcontext() as attempt:
            self._visit_all(node.body)
        for handler in node.handlers:
            after_failure = attempt is not None and _catches(handler)
            with self._after(attempt) if attempt is not None and after_failure else self._within("conditional"):
                self._visit_all(handler.body)
        self._visit_all([*node.orelse, *node.finalbody])

    def visit_TryStar(self, node: Any) -> None:  # noqa: ANN401, the class came with 3.11
        self.visit_Try(node)

    def _visit_all(self, nodes: list[Any]) -> None:
        for node in nodes:
            self.visit(node)

    def _branch(self, test: ast.expr, body: list[Any], orelse: list[Any]) -> None:
        self.visit(test)
        value, dead = fate_of(test, self.minor)
        if value is None:
            with self._within("conditional"):
                self._visit_all([*body, *orelse])
            return
        alive, never = (body, orelse) if value else (orelse, body)
        self._visit_all(alive)
        with self._within(dead):
            self._visit_all(never)

    @contextlib.contextmanager
    def _within(self, context: str, *, caught_here: bool = True) -> Iterator[None]:
        before = self.context, self.attempt
        # What is defined in a `try` runs later, out of it.
        outside = "module" if context == "function" and self.context == "guarded" else self.context
        self.context = max(context, outside, key=CONTEXTS.index)
        self.attempt = self.attempt if caught_here else None
        yield
        self.context, self.attempt = before

    @contextlib.contextmanager
    def _attempt(self) -> Iterator[int]:
        self.attempts += 1
        mine = self.attempts
        with self._within("guarded"):
            self.attempt = mine
            yield mine

    @contextlib.contextmanager
    def _after(self, attempt: int) -> Iterator[None]:
        before = self.instead
        self.instead = (*before, attempt)
        yield
        self.instead = before

    def _add_dynamic(self, node: ast.Call, name: str) -> None:
        level = len(name) - len(name.lstrip("."))
        package = (
            node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "package"), None)
        )
        if level == 0:
            self._add(node, name)
        elif package is not None and ast.unparse(package) == "__package__":
            self._add(node, name[level:], level=level)
        elif package is not None:
            steps = (_string(package) or "").split(".")
            if level <= len(steps) and steps[0]:
                self._add(node, ".".join([*steps[: len(steps) - level + 1], name[level:]]))

    def _add(self, node: ast.stmt | ast.expr, module: str, names: list[str] | None = None, level: int = 0) -> None:
        fact: dict[str, Any] = {"module": module, "level": level, "line": node.lineno, "context": self.context}
        if names is not None:
            fact["names"] = names
        if self.attempt is not None:
            fact["attempt"] = self.attempt
        if self.instead:
            fact["instead"] = list(self.instead)
        self.imports.append(fact)


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _names_in(node: ast.expr | None) -> set[str]:
    nodes = node.elts if isinstance(node, ast.Tuple) else [] if node is None else [node]
    return {ast.unparse(each).rsplit(".", 1)[-1] for each in nodes}


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or not CATCHES_IMPORT_ERRORS.isdisjoint(_names_in(handler.type))


def _gives_up(body: list[ast.stmt]) -> bool:
    """Whether a failing import is no way to go on: what catches it raises in its turn."""
    last = body[-1]
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return ast.unparse(last.value.func) in {"sys.exit", "exit", "quit", "os._exit"}
    return isinstance(last, ast.Raise)


def _suppresses(item: ast.withitem) -> bool:
    call = item.context_expr
    if not isinstance(call, ast.Call) or ast.unparse(call.func).rsplit(".", 1)[-1] != "suppress":
        return False
    return any(not CATCHES_IMPORT_ERRORS.isdisjoint(_names_in(arg)) for arg in call.args)
