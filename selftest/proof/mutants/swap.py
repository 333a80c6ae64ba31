"""A mutant in place of the code: in functions that exist already, or in a module that is yet to be imported."""

import ast
import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FunctionType, ModuleType

from selftest.proof.mutants.places import ROOT, file_of
from selftest.proof.mutants.sites import Mutant, mutants_of

Key = tuple[str, int, int]
"""Where a function is: its name, its line, and which one of this name it is on that line."""


class NotSwappableError(Exception):
    """A function that cannot take the other code: it has other variables of the function around it."""


def mutated(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """Change the tree that the mutant was found in; there is no way back."""
    mutant.place.put(mutant.new)
    return ast.fix_missing_locations(tree)


def file_at(module: str) -> str:
    """Return the path of a module as its code objects name it."""
    return str(ROOT / file_of(module))


class Functions:
    """Functions of some modules that exist in this process, by whatever they are held."""

    def __init__(self, modules: Iterable[str]) -> None:
        files = {file_at(module) for module in modules}
        keys = {file: _keys(ast.parse((ROOT / file).read_bytes()), file) for file in files}
        self._known: dict[str, list[tuple[Key, FunctionType]]] = {file: [] for file in files}
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and (file := each.__code__.co_filename) in files:
                for key, code in keys[file].items():
                    if code == each.__code__:
                        self._known[file].append((key, each))

    def swap(self, tree: ast.Module, mutant: Mutant) -> None:
        """Put a mutant in place, for good. Raises NotSwappableError."""
        file = file_at(mutant.module)
        codes = _keys(mutated(tree, mutant), file)
        try:
            for key, function in self._known[file]:
                function.__code__ = codes[key]
        except (KeyError, ValueError) as error:
            raise NotSwappableError(mutant.name) from error


def is_same_code(tree: ast.Module, mutant: Mutant) -> bool:
    """Return whether the compiler makes the same of both, so that there is nothing to find."""
    plain = compile(tree, "x", "exec")
    mutant.place.put(mutant.new)
    other = compile(ast.fix_missing_locations(tree), "x", "exec")
    mutant.place.put(mutant.old)
    return plain == other


def _keys(tree: ast.Module, file: str) -> dict[Key, CodeType]:
    seen: Counter[tuple[str, int]] = Counter()
    found: dict[Key, CodeType] = {}
    for code in _codes(compile(tree, file, "exec", dont_inherit=True)):
        place = (code.co_qualname, code.co_firstlineno)
        found[*place, seen[place]] = code
        seen[place] += 1
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


class _Loader(SourceFileLoader):
    def __init__(self, module: str, number: int) -> None:
        super().__init__(module, file_at(module))
        self._number = number

    def get_code(self, fullname: str) -> CodeType:
        tree, mutants = mutants_of(fullname)
        return compile(mutated(tree, mutants[self._number]), self.path, "exec", dont_inherit=True)


class InItsPlace(MetaPathFinder):
    """Finds one mutant where its module is looked for."""

    def __init__(self, module: str, number: int) -> None:
        self._module, self._number = module, number

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load the mutated module; None for every other."""
        if fullname != self._module:
            return None
        return spec_from_file_location(fullname, file_at(fullname), loader=_Loader(fullname, self._number))


def import_mutated(module: str, number: int) -> None:
    """Let whoever imports the module from now on get its mutant of this number."""
    if module in sys.modules:
        raise NotSwappableError(f"{module} is imported already")
    sys.meta_path.insert(0, InItsPlace(module, number))
