"""Small faults put into a module one at a time: what each changes, where, and the source with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# What a person reads is looked at by other tests: no fault is put into words, nor into what only types see.
WORDS = {"_", "ngettext"}
SWAPS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Lt: ("<=", ">="), ast.LtE: ("<", ">"), ast.Gt: (">=", "<="), ast.GtE: (">", "<"), ast.Eq: ("!=",),
    ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",), ast.NotIn: ("in",),
    ast.Add: ("-",), ast.Sub: ("+",), ast.Mult: ("+",), ast.FloorDiv: ("*",), ast.Mod: ("+",),
    ast.Div: ("*",), ast.BitOr: ("&",), ast.BitAnd: ("|",),
}  # fmt: skip
SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "reversed": "list"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: its line, the function it is in, what stood there, what stands there now, all the source."""

    line: int
    inside: str
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        """What tells the fault from others of its file, whichever line it moves to."""
        return f"{self.inside}: {self.before} -> {self.after}"


def mutants(source: str) -> list[Mutant]:
    """Every fault that these rules put into a module, in the order of its lines."""
    tree = ast.parse(source)
    found = {}
    for node, inside in _walk(tree, "module"):
        for target, after in _changes(node):
            mutant = _mutant(source, target, after, inside)
            if mutant and mutant.source not in found:
                found[mutant.source] = mutant
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _walk(node: ast.AST, inside: str) -> Iterator[tuple[ast.AST, str]]:
    """The nodes in which a fault would change what the module does, each with the function it is in."""
    yield node, inside
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _passed_over(child):
                named = isinstance(child, ast.FunctionDef | ast.ClassDef)
                at = f"{inside}.{child.name}".removeprefix("module.") if named else inside
                yield from _walk(child, at)


def _passed_over(node: ast.AST) -> bool:
    """Docstrings, imports, lists of names, words for people."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Call(func=ast.Name(id=name)) if name in WORDS:
            return True
    return False


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """What a node is replaced by, one fault after another."""
    match node:
        case ast.Compare():
            yield from _comparison(node)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SWAPS:
            for sign in SWAPS[type(op)]:
                yield node, f"({_text(left)}) {sign} ({_text(right)})"
        case ast.AugAssign(target=target, op=op, value=value):
            for sign in SWAPS.get(type(op), ()):
                yield node, f"{_text(target)} {sign}= {_text(value)}"
        case ast.BoolOp(op=op, values=values):
            other = " or " if isinstance(op, ast.And) else " and "
            yield node, f"({other.join(f'({_text(value)})' for value in values)})"
            yield from ((node, _joined(op, values[:i] + values[i + 1 :])) for i in range(len(values)))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield node, f"({_text(operand)})"
        case ast.Constant():
            yield from _constant(node)
        case ast.IfExp(body=body, orelse=orelse):
            yield node, f"({_text(body)})"
            yield node, f"({_text(orelse)})"
        case ast.If(test=test):
            yield test, f"not ({_text(test)})"
        case ast.While(test=test):
            yield test, "False"
        case ast.comprehension(ifs=ifs):
            yield from ((test, "True") for test in ifs)
        case _:
            yield from _statement(node)
            yield from _literal(node)


def _statement(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    match node:
        case ast.Return(value=ast.expr() as value) if _text(value) != "None":
            yield node, "return None"
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield node, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield node, "pass"
        case ast.Expr(value=ast.YieldFrom() | ast.Yield()):
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case ast.Break():
            yield node, "continue"


def _literal(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    match node:
        case ast.Call(func=ast.Name(id=name) as called) if name in OPPOSITES:
            yield called, OPPOSITES[name]
        case ast.Call(func=ast.Name(id="frozenset"), args=[ast.Tuple() | ast.Set() as kept]):
            yield from ((kept, without) for without in _each_left_out(kept.elts, "(", ",)"))
        case ast.Tuple(elts=elts) if any(isinstance(each, ast.Starred) for each in elts):
            yield from ((node, without) for without in _each_left_out(elts, "(", ",)"))
        case ast.List(elts=elts) | ast.Set(elts=elts):
            ends = ("[", "]") if isinstance(node, ast.List) else ("set([", "])")
            yield from ((node, without) for without in _each_left_out(elts, *ends))
        case ast.Dict(keys=keys, values=values):
            pairs = [
                f"{_text(key)}: {_text(value)}" if key else f"**{_text(value)}"
                for key, value in zip(keys, values, strict=True)
            ]
            for i in range(len(pairs)):
                yield node, "{" + ", ".join(pairs[:i] + pairs[i + 1 :]) + "}"


def _comparison(node: ast.Compare) -> Iterator[tuple[ast.AST, str]]:
    sides = [node.left, *node.comparators]
    for i, changed in enumerate(node.ops):
        for sign in SWAPS.get(type(changed), ()):
            signs = [sign if j == i else SIGNS[type(op)] for j, op in enumerate(node.ops)]
            parts = [_in_brackets(sides[0])]
            for (_left, right), between in zip(pairwise(sides), signs, strict=True):
                parts += [between, _in_brackets(right)]
            yield node, " ".join(parts)


def _constant(node: ast.Constant) -> Iterator[tuple[ast.AST, str]]:
    match node.value:
        case bool():
            yield node, str(not node.value)
        case int():
            yield node, str(node.value + 1)
            yield node, f"({node.value - 1})"
        case str() if node.value:
            yield node, repr(f"{node.value}?")


def _joined(op: ast.boolop, values: list[ast.expr]) -> str:
    sign = " and " if isinstance(op, ast.And) else " or "
    return f"({sign.join(_in_brackets(value) for value in values)})"


def _each_left_out(elements: list[ast.expr], opening: str, closing: str) -> Iterator[str]:
    texts = [_text(element) for element in elements]
    for i in range(len(texts)):
        rest = texts[:i] + texts[i + 1 :]
        yield opening + ", ".join(rest) + (closing if rest or closing != ",)" else ")")


def _in_brackets(node: ast.AST) -> str:
    text = _text(node)
    return text if isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Call) else f"({text})"


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _mutant(source: str, target: ast.AST, after: str, inside: str) -> Mutant | None:
    """The source with one node replaced, every other line where it was; None if that is no fault at all."""
    lines = source.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: target.lineno - 1])) + target.col_offset
    end = sum(map(len, lines[: target.end_lineno - 1])) + target.end_col_offset
    whole = b"".join(lines)
    gap = b"\n" * (target.end_lineno - target.lineno) if isinstance(target, ast.stmt) else b""
    new = (whole[:start] + after.encode() + gap + whole[end:]).decode()
    try:
        same = ast.dump(ast.parse(new)) == ast.dump(ast.parse(source))
    except SyntaxError:
        return None
    return None if same else Mutant(target.lineno, inside, _text(target), after, new)
