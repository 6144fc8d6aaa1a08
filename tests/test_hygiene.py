"""Rules of the house that no linter knows: layers, sizes, no pickle, no plan named in code, no place of one machine."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_MODULE_LINES = 420
MAX_FUNCTION_LINES = 60

# What each package may import of the others; whatever is not listed would be upward or round.
LAYERS: dict[str, frozenset[str]] = {
    "corpus": frozenset({"corpus"}),
    "index": frozenset({"corpus", "index"}),
    "search": frozenset({"corpus", "index", "search"}),
    "api": frozenset({"corpus", "index", "search", "api"}),
    "ui": frozenset({"corpus", "index", "search", "api", "ui"}),
    "app_streamlit": frozenset({"corpus", "index", "search", "api", "ui", "app_streamlit"}),
}

# What unpickles, under any name.
FORBIDDEN_MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "jsonpickle", "marshal", "shelve"}
# What runs or unpickles its argument, by the name it has where it is defined; `.*` is any function of the module.
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec", "builtins.compile"),
    *("os.system", "os.popen", "os.exec*", "os.spawn*", "os.posix_spawn*", "pty.spawn"),
    *(
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "runpy.*",
        "code.interact",
        "types.CodeType",
        "types.FunctionType",
    ),
    *("torch.load", "torch.jit.load", "torch.package.*", "torch.hub.*", "pandas.read_pickle"),
    *("yaml.load", "yaml.load_all", "yaml.full_load*", "yaml.unsafe_load*"),
    *("*.enable_load_extension", "*.load_extension", "*.exec_module"),
}
# Keywords that switch one of these on; naming one in a string is a way round the check.
FORBIDDEN_KEYWORDS = {"allow_pickle", "shell", "trust_remote_code"}
# `numpy.load(file, mmap_mode, allow_pickle)`: by position it has no name.
MOST_POSITIONS = {"numpy.load": 2, "numpy.save": 2, "numpy.lib.format.read_array": 1}

# Folders that do not ship but run on a developer's or operator's machine.
BESIDE = ("benchmarks", "deploy", "examples", "scripts")

# Documentation of an interface may show a real id; a decision may not rest on one.
EXAMPLE_KEYWORDS = {"examples", "example", "help", "description", "placeholder"}

TEXT_SUFFIXES = {".py", ".toml", ".md", ".txt", ".yml", ".yaml", ".cfg", ".css", ".js", ".html", ".sh", ".json"}
TEXT_NAMES = {"Makefile", "run", "create-venv", "ensure-index", ".gitignore", "LICENSE"}
SKIPPED_FOLDERS = {".git", ".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
SKIPPED_FOLDERS |= {".hypothesis", ".kehoach", "documents", "node_modules"}


def modules() -> list[Path]:
    """Return every module that ships."""
    found = [path for package in LAYERS for path in sorted((ROOT / package).rglob("*.py"))]
    front_end = ROOT / "app_streamlit.py"
    return [*found, front_end] if front_end.exists() else found


def project_texts() -> Iterator[Path]:
    """Yield every text file of the project but the plans themselves."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if SKIPPED_FOLDERS.intersection(parts) or any(part.endswith(".egg-info") for part in parts):
            continue
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name in TEXT_NAMES):
            yield path


def layer_of(path: Path) -> str:
    """Return the top-level name a module belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and dotted name of every import, also inside functions and through `import_module("…")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, module
            case ast.Call(args=[ast.Constant(value=str(name)), *_]) if dotted(node.func).endswith("import_module"):
                yield node.lineno, name


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or attribute, else an empty string."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
    return ""


def upward_imports(tree: ast.AST, layer: str) -> list[str]:
    """Return imports of first-party packages that a layer may not use."""
    tops = ((line, name.partition(".")[0]) for line, name in imports(tree))
    return [f"{line}: {top}" for line, top in tops if top in LAYERS and top not in LAYERS[layer]]


def aliases(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: `np` → numpy, `load` → torch.load after `from torch import load`."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                found.update((alias.asname, alias.name) for alias in node.names if alias.asname)
            case ast.ImportFrom(module=str(module)):
                found.update((alias.asname or alias.name, f"{module}.{alias.name}") for alias in node.names)
    return found


def real_name(node: ast.AST, known: dict[str, str]) -> str:
    """Return the dotted name of a function, imports under other names undone."""
    head, _, rest = dotted(node).partition(".")
    return ".".join(part for part in (known.get(head, head), rest) if part)


def dangerous_code(tree: ast.AST) -> list[str]:
    """Return imports, calls and keywords that run or unpack foreign code."""
    known = aliases(tree)
    found = [f"{line}: {name}" for line, name in imports(tree) if name.partition(".")[0] in FORBIDDEN_MODULES]
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                name = real_name(node.func, known)
                if any(fnmatchcase(name, pattern) for pattern in FORBIDDEN_CALLS):
                    found.append(f"{node.lineno}: {name}()")
                if len(node.args) > MOST_POSITIONS.get(name, len(node.args)):
                    found.append(f"{node.lineno}: {name}() with allow_pickle by position")
                found += [f"{node.lineno}: {word.arg}=" for word in node.keywords if is_switched_on(word)]
            case ast.Constant(value=str(text)) if text in FORBIDDEN_KEYWORDS - {"shell"}:
                found.append(f"{node.lineno}: {text!r}")
            case ast.Name(id="eval" | "exec" | "compile" | "__import__" as name, ctx=ast.Load()):
                found.append(f"{node.lineno}: {name} handed on")
    # A call of `eval` is a name as well: one finding a line is enough.
    return list({line.partition(":")[0]: line for line in reversed(found)}.values())[::-1]


def is_switched_on(word: ast.keyword) -> bool:
    """Return whether a forbidden keyword is given anything but False."""
    off = isinstance(word.value, ast.Constant) and word.value.value is False
    return word.arg in FORBIDDEN_KEYWORDS and not off


def example_nodes(tree: ast.AST) -> set[int]:
    """Return the identities of nodes that are docstrings or stand in an example keyword."""
    exempt: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            exempt.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg in EXAMPLE_KEYWORDS:
            exempt.update(id(child) for child in ast.walk(node))
    return exempt


def plan_literals(tree: ast.AST, plan_ids: set[str]) -> list[str]:
    """Return strings of code that name a plan, or are a plan's province."""
    provinces = {plan_id.rpartition("-")[0] for plan_id in plan_ids}
    exempt = example_nodes(tree)
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in exempt)
    strings = ((node.lineno, node.value) for node in constants if isinstance(node.value, str))
    return [
        f"{line}: {text!r}"
        for line, text in strings
        if text in provinces or any(plan_id in text for plan_id in plan_ids)
    ]


def long_functions(tree: ast.AST) -> list[str]:
    """Return functions longer than the house allows, docstring included."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lengths = ((node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions)
    return [f"{name}: {length} lines" for name, length in lengths if length > MAX_FUNCTION_LINES]


def machine_places(text: str) -> list[str]:
    """Return absolute paths of a particular machine, and addresses of package registries."""
    paths = re.findall(r"(?<![\w.~}\])/])/(?:work|tmp|root|home|Users|opt)/\w[\w./-]*", text)
    return paths + re.findall(r"\w+://[\w.-]*(?:pypi|npmjs|debian|pytorch)[\w.-]*", text)


def parsed(path: Path) -> ast.AST:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def all_findings(check: Callable[[Path], list[str]]) -> list[str]:
    """Run one check over every module that ships and return what it found, with the module's name."""
    paths = modules()
    assert len(paths) >= len(LAYERS) - 1
    return [f"{path.relative_to(ROOT)}:{found}" for path in paths for found in check(path)]


def plan_ids() -> set[str]:
    """Return the ids of the plans that ship."""
    ids = {path.stem for path in (ROOT / "corpus" / "documents").glob("*.txt")}
    assert len(ids) >= 5
    return ids


def test_nothing_imports_upward() -> None:
    assert all_findings(lambda path: upward_imports(parsed(path), layer_of(path))) == []


def test_no_pickle_no_eval_no_shell() -> None:
    assert all_findings(lambda path: dangerous_code(parsed(path))) == []


def test_nor_in_what_stands_beside_the_packages() -> None:
    paths = [path for folder in BESIDE for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(paths) >= 10
    found = {str(path.relative_to(ROOT)): dangerous_code(parsed(path)) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_data_that_ships_is_a_pickle() -> None:
    packages = [ROOT / package for package in LAYERS if (ROOT / package).is_dir()]
    shipped = [path for package in packages for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    arrays = [path for path in shipped if path.suffix in {".npy", ".npz"}]
    assert arrays
    for path in arrays:
        with np.load(path, allow_pickle=False) as archive:
            assert all(archive[name].dtype != object for name in archive.files)
    # Protocol 2 and later begin with these two bytes.
    pickles = [path for path in shipped if path.read_bytes()[:2] in {bytes([0x80, n]) for n in range(2, 6)}]
    assert pickles == []
    assert [path for path in shipped if path.suffix in {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin"}] == []


def test_no_plan_is_named_in_code() -> None:
    ids = plan_ids()
    assert all_findings(lambda path: plan_literals(parsed(path), ids)) == []


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def test_functions_are_short() -> None:
    assert all_findings(lambda path: long_functions(parsed(path))) == []


def test_no_place_of_one_machine_is_named() -> None:
    paths = list(project_texts())
    assert {"Makefile", "pyproject.toml", "run"} <= {path.name for path in paths}
    found = {str(path.relative_to(ROOT)): machine_places(path.read_text("utf-8")) for path in paths}
    assert {name: places for name, places in found.items() if places and name != "tests/test_hygiene.py"} == {}


def test_every_third_party_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    items = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    declared = {normal(re.split(r"[<>=!;\[ ]", item)[0]) for item in items}
    homes = importlib.metadata.packages_distributions()

    def undeclared(path: Path) -> list[str]:
        tops = ((line, name.partition(".")[0]) for line, name in imports(parsed(path)))
        foreign = ((line, top) for line, top in tops if top not in sys.stdlib_module_names and top not in LAYERS)
        return [f"{line}: {top}" for line, top in foreign if not declared.intersection(map(normal, homes.get(top, ())))]

    assert all_findings(undeclared) == []


def normal(name: str) -> str:
    """Return a distribution's name in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("layer", "code", "finding"),
    [
        ("corpus", "import index.text", "1: index"),
        ("index", "def f():\n    from search.engine import Engine", "2: search"),
        ("search", "from importlib import import_module\nimport_module('api.app')", "2: api"),
        ("api", "import ui.pages", "1: ui"),
    ],
)
def test_an_upward_import_is_seen(layer: str, code: str, finding: str) -> None:
    assert upward_imports(ast.parse(code), layer) == [finding]


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "import dill as safe",
        "def f():\n    from joblib import dump",
        "import importlib\nimportlib.import_module('shelve')",
        "import marshal",
        "eval('1')",
        "map(eval, rows)",
        "exec(text)",
        "import builtins as b\nb.exec(text)",
        "import os\nos.execvp(name, names)",
        "from os import system as run\nrun(text)",
        "import numpy as np\nnp.load(f, allow_pickle=True)",
        "import numpy as np\nnp.load(f, allow_pickle=flag)",
        "import numpy as np\nnp.load(f, None, True)",
        "from numpy import load\nload(f, **{'allow_pickle': True})",
        "import torch as t\nt.load(f)",
        "from torch import load as read\nread(f, weights_only=True)",
        "import torch\ntorch.hub.load(repository)",
        "import pandas as pd\npd.read_pickle(f)",
        "import yaml\nyaml.load(f, Loader=yaml.SafeLoader)",
        "from yaml import unsafe_load\nunsafe_load(f)",
        "SentenceTransformer(name, trust_remote_code=True)",
        "connection.enable_load_extension(True)",
        "run(x, shell=flag)",
        "import runpy\nrunpy.run_path(p)",
    ],
)
def test_dangerous_code_is_seen(code: str) -> None:
    assert len(dangerous_code(ast.parse(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "import json\njson.load(f)",
        "import numpy as np\nnp.load(f, allow_pickle=False)",
        "import numpy as np\nnp.load(f, 'r')",
        "import re\nre.compile('a')",
        "model.eval()",
        "import faiss\nfaiss.read_index(str(p), faiss.IO_FLAG_MMAP)",
        "import yaml\nyaml.safe_load(f)",
        "subprocess.run(names, shell=False)",
        "choose(help='shell')",
    ],
)
def test_harmless_code_is_let_through(code: str) -> None:
    assert dangerous_code(ast.parse(code)) == []


def test_a_plan_named_in_a_decision_is_seen_but_not_in_an_example() -> None:
    ids = {"ha-dong-ptbv"}
    assert len(plan_literals(ast.parse("if plan_id == 'ha-dong-ptbv': x = 'ha-dong'"), ids)) == 2
    assert (
        plan_literals(ast.parse("def f():\n    'Like ha-dong-ptbv:6.1.'\nField(examples=['ha-dong-ptbv'])"), ids) == []
    )


def test_a_long_function_is_seen() -> None:
    body = "\n".join("    x = 1" for _ in range(MAX_FUNCTION_LINES))
    assert long_functions(ast.parse(f"def f():\n{body}")) == [f"f: {MAX_FUNCTION_LINES + 1} lines"]


@pytest.mark.parametrize("text", ["open('/home/an/x')", "cd /work/main", "see https://pypi.org/simple"])
def test_a_place_of_one_machine_is_seen(text: str) -> None:
    assert len(machine_places(text)) == 1


@pytest.mark.parametrize("text", ["GET /v1/ask", "tests/work/x", "a/tmp/b", "#!/usr/bin/env bash", "/dev/null"])
def test_other_paths_are_let_through(text: str) -> None:
    assert machine_places(text) == []
