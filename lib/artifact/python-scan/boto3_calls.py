"""Which operations of AWS a module calls by boto3, as far as its text shows.

Every expression is given the set of things it may stand for, without regard to order; that is repeated until nothing
new is learnt, and only then the calls are read.
"""

from __future__ import annotations

import ast
from typing import Any, NamedTuple, Union

ROUNDS = 8  # a chain of helpers longer than this is not followed to its end


class Thing(NamedTuple):
    """Something of boto3's, or of the module's own: a client of a service, a session, a function."""

    kind: str
    name: str = ""
    more: str = ""


Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
Things = frozenset[Thing]
NOTHING: Things = frozenset()
MEMBERS = {
    ("boto3", "client"): Thing("maker", "client"),
    ("boto3", "resource"): Thing("maker", "resource"),
    ("boto3", "session"): Thing("session module"),
    ("boto3", "Session"): Thing("session class"),
    ("session module", "Session"): Thing("session class"),
    ("session module", "get_session"): Thing("session class"),
    ("session", "client"): Thing("maker", "client"),
    ("session", "create_client"): Thing("maker", "client"),
    ("session", "resource"): Thing("maker", "resource"),
    ("botocore", "session"): Thing("session module"),
}
FINDERS = {"get_paginator": "paginator", "get_waiter": "waiter"}
PROPERTIES = {"property", "cached_property", "functools.cached_property"}


def operations_of(tree: ast.Module) -> list[dict[str, Any]]:
    """List the calls of methods of boto3's clients, resources, paginators and waiters, by line."""
    reader = _Calls()
    for _ in range(ROUNDS):
        known = reader.size()
        reader.block(tree.body, _Scope())
        if reader.size() == known:
            break
    reader.found = {}
    reader.block(tree.body, _Scope())
    return [
        {"service": s, "method": m, "line": line, "through": through} for line, s, m, through in sorted(reader.found)
    ]


class _Scope(NamedTuple):
    """Where a name is looked up: in these functions, the innermost first, then in the module."""

    functions: tuple[str, ...] = ()
    owner: str = ""  # the class whose body this is


class _Calls:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Things] = {}  # by function or class, and name
        self.functions: dict[str, Function] = {}
        self.found: dict[tuple[int, str, str, str], None] = {}

    def size(self) -> int:
        return sum(map(len, self.known.values()))

    def learn(self, place: str, name: str, things: Things) -> None:
        if things:
            self.known[place, name] = self.known.get((place, name), NOTHING) | things

    def block(self, body: list[ast.stmt], scope: _Scope) -> None:
        for statement in body:
            self.statement(statement, scope)

    def statement(self, node: ast.stmt, scope: _Scope) -> None:
        here = scope.owner or (scope.functions[0] if scope.functions else "")
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.function(node, scope, here)
        elif isinstance(node, ast.ClassDef):
            self.learn(here, node.name, frozenset({Thing("class", f"{here}.{node.name}")}))
            self.block(node.body, _Scope(scope.functions, f"{here}.{node.name}"))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imported(node, here)
        elif isinstance(node, ast.Return):
            self.learn(here, "return", self.things(node.value, scope))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            value = self.things(node.value, scope)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.bind(target, value, scope, here)
        else:
            self.compound(node, scope, here)

    def function(self, node: Function, scope: _Scope, here: str) -> None:
        name = f"{here}.{node.name}()"
        self.functions[name] = node
        decorators = {ast.unparse(each) for each in node.decorator_list}
        self.learn(here, node.name, frozenset({Thing("function", name, "property" if decorators & PROPERTIES else "")}))
        arguments = [*node.args.posonlyargs, *node.args.args]
        if scope.owner and arguments and "staticmethod" not in decorators:
            self.learn(name, arguments[0].arg, frozenset({Thing("instance", scope.owner)}))
        for argument, default in zip(reversed(arguments), reversed(node.args.defaults)):
            self.learn(name, argument.arg, self.things(default, scope))
        for argument, value in zip(node.args.kwonlyargs, node.args.kw_defaults):
            self.learn(name, argument.arg, self.things(value, scope))
        self.block(node.body, _Scope((name, *scope.functions)))

    def imported(self, node: ast.Import | ast.ImportFrom, here: str) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                package, _, rest = alias.name.partition(".")
                if package in {"boto3", "botocore"}:
                    whole = Thing("session module") if rest == "session" and alias.asname else Thing(package)
                    self.learn(here, alias.asname or package, frozenset({whole}))
            else:
                kind = {"boto3.session": "session module", "botocore.session": "session module"}.get(
                    node.module or "", node.module
                )
                thing = MEMBERS.get((kind or "", alias.name))
                self.learn(here, alias.asname or alias.name, frozenset({thing}) if thing else NOTHING)

    def bind(self, target: ast.expr, value: Things, scope: _Scope, here: str) -> None:
        if isinstance(target, ast.Name):
            declared = scope.functions and not scope.owner and _is_global(self.functions[scope.functions[0]], target.id)
            self.learn("" if declared else here, target.id, value)
        elif isinstance(target, ast.Attribute):
            for owner in self.things(target.value, scope):
                if owner.kind in {"instance", "class"}:
                    self.learn(owner.name, target.attr, value)

    def compound(self, node: ast.AST, scope: _Scope, here: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.withitem):
                value = self.things(child.context_expr, scope)
                if child.optional_vars is not None:
                    self.bind(child.optional_vars, value, scope, here)
            elif isinstance(child, ast.expr):
                self.things(child, scope)
            elif isinstance(child, ast.stmt):
                self.statement(child, scope)
            else:
                self.compound(child, scope, here)

    def things(self, node: ast.expr | None, scope: _Scope) -> Things:
        """Say what an expression may stand for; on the way, note the calls in it."""
        if isinstance(node, ast.Constant):
            return frozenset({Thing("text", node.value)}) if isinstance(node.value, str) else NOTHING
        if isinstance(node, ast.Name):
            return self.looked_up(node.id, scope)
        if isinstance(node, ast.Attribute):
            return frozenset(
                thing for owner in self.things(node.value, scope) for thing in self.member(owner, node.attr)
            )
        if isinstance(node, ast.Call):
            return self.call(node, scope)
        if isinstance(node, ast.NamedExpr):
            value = self.things(node.value, scope)
            self.bind(node.target, value, scope, scope.functions[0] if scope.functions else "")
            return value
        inner = [self.things(child, scope) for child in _expressions_in(node)] if node is not None else []
        chosen = isinstance(node, (ast.BoolOp, ast.IfExp, ast.Await))
        return frozenset().union(*inner) if chosen else NOTHING

    def looked_up(self, name: str, scope: _Scope) -> Things:
        for place in [*([scope.owner] if scope.owner else []), *scope.functions, ""]:
            if (place, name) in self.known:
                return self.known[place, name]
        return NOTHING

    def member(self, owner: Thing, name: str) -> Things:
        if owner.kind in {"client", "resource"}:
            return frozenset({Thing("method", f"{owner.kind} {owner.name}", name)})
        if owner.kind in {"instance", "class"}:
            members = self.known.get((owner.name, name), NOTHING)
            values = [
                self.known.get((each.name, "return"), NOTHING) if each.more == "property" else {each}
                for each in members
            ]
            return frozenset().union(*values)
        thing = MEMBERS.get((owner.kind, name))
        return frozenset({thing}) if thing else NOTHING

    def call(self, node: ast.Call, scope: _Scope) -> Things:
        called = self.things(node.func, scope)
        arguments = [self.things(each, scope) for each in node.args]
        keywords = {each.arg: self.things(each.value, scope) for each in node.keywords}
        results: set[Thing] = set()
        for thing in called:
            if thing.kind == "maker":
                services = keywords.get("service_name", arguments[0] if arguments else NOTHING)
                results.update(Thing(thing.name, each.name) for each in services if each.kind == "text")
            elif thing.kind == "session class":
                results.add(Thing("session"))
            elif thing.kind == "function":
                self.pass_on(thing.name, arguments, keywords, 0)
                results |= self.known.get((thing.name, "return"), NOTHING)
            elif thing.kind == "class":
                results.add(Thing("instance", thing.name))
                self.pass_on(f"{thing.name}.__init__()", arguments, keywords, 1)
            elif thing.kind == "method":
                results |= self.method(thing, node.lineno, arguments)
        return frozenset(results)

    def method(self, thing: Thing, line: int, arguments: list[Things]) -> Things:
        through, service = thing.name.split(" ", 1)
        if thing.more in FINDERS:
            for name in arguments[0] if arguments else NOTHING:
                if name.kind == "text":
                    self.found[line, service, name.name, FINDERS[thing.more]] = None
            return NOTHING
        self.found[line, service, thing.more, through] = None
        # `resource.Table("t")` is of the same service, and of this kind that the methods belong to.
        return (
            frozenset({Thing("resource", service)}) if through == "resource" and thing.more[:1].isupper() else NOTHING
        )

    def pass_on(self, name: str, arguments: list[Things], keywords: dict[str | None, Things], skipped: int) -> None:
        function = self.functions.get(name)
        if function is None:
            return
        parameters = [each.arg for each in [*function.args.posonlyargs, *function.args.args]]
        is_method = bool(parameters) and any(
            each.kind == "instance" for each in self.known.get((name, parameters[0]), NOTHING)
        )
        for parameter, value in zip(parameters[1 if is_method else skipped :], arguments):
            self.learn(name, parameter, value)
        for keyword, value in keywords.items():
            if keyword in parameters or keyword in {each.arg for each in function.args.kwonlyargs}:
                self.learn(name, keyword, value)


def _is_global(function: Function, name: str) -> bool:
    return any(isinstance(each, ast.Global) and name in each.names for each in function.body)


def _expressions_in(node: ast.AST) -> list[ast.expr]:
    """Expressions directly below one, comprehensions seen through."""
    found: list[ast.expr] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            found.append(child)
        elif not isinstance(child, (ast.expr_context, ast.operator, ast.arguments)):
            found.extend(_expressions_in(child))
    return found
