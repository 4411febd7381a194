"""The house keeps its own rules: who knows whom, what the documents name, what is locked."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import reference

from goodwill.crm.site.configuration import FILE
from goodwill.language import english

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "goodwill"
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
DOCUMENTS = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
LOCKS = sorted((HOUSE / "requirements").glob("*.txt"))
ENGINES = {"duckdb", "pyspark", "pandas", "polars", "sqlite3", "psycopg", "django"}

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.stem)
every_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda file: file.stem)


class TestImports:
    def test_the_contracts_are_kept(self) -> None:
        """Exhaustive: a package without a place in pyproject.toml breaks them too."""
        told = run("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
        assert told.returncode == 0, told.stdout

    @pytest.mark.parametrize("container", ["goodwill", "goodwill.analytics"])
    def test_every_package_has_its_place(self, container: str) -> None:
        folder = SOURCE.joinpath(*container.split(".")[1:])
        assert parts_of(folder) <= placed_in(container)

    def test_computing_loads_no_engine_and_no_web(self) -> None:
        """Not even through a third package, in a fresh process."""
        told = run(LOADS_ALL_ANALYTICS)
        assert told.returncode == 0, told.stderr
        loaded = set(json.loads(told.stdout))
        assert "narwhals" in loaded
        assert not loaded & ENGINES

    def test_the_crm_starts_without_what_is_extra(self) -> None:
        told = run(STARTS_ALONE)
        assert told.returncode == 0, told.stderr

    def test_help_loads_no_spark(self) -> None:
        told = run("import sys, goodwill.cli; print('pyspark' in sys.modules)")
        assert told.stdout == "False\n", told.stderr


class TestDocuments:
    @pytest.mark.parametrize("file", reference.documents(), ids=lambda file: file.stem)
    def test_the_reference_is_up_to_date(self, file: Path) -> None:
        assert file.read_text(encoding="utf-8") == reference.documents()[file], "run `make docs`"

    @every_document
    def test_every_dotted_name_exists(self, document: Path) -> None:
        names = set(re.findall(r"\bgoodwill(?:\.\w+)+", document.read_text(encoding="utf-8")))
        assert not [name for name in names - {FILE} if not resolves(name)]

    @every_document
    def test_every_command_and_option_exists(self, document: Path) -> None:
        unknown = [line for line in commands_in(document) if not is_understood(line)]
        assert not unknown

    @every_document
    def test_every_make_target_exists(self, document: Path) -> None:
        named = set(re.findall(r"(?:^|`|\s)make ([a-z][a-z-]*)", code_of(document), re.MULTILINE))
        assert named <= targets()

    @every_document
    def test_every_link_leads_somewhere(self, document: Path) -> None:
        links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        inside = [link for link in links if "://" not in link]
        assert not [link for link in inside if not (document.parent / link).exists()]

    @every_document
    def test_every_file_named_exists(self, document: Path) -> None:
        named = re.findall(
            r"`((?:src|tests|docs|tools|benchmarks|requirements)/[\w./-]+)`",
            document.read_text(encoding="utf-8"),
        )
        assert not [name for name in named if not (HOUSE / name).exists()]

    def test_make_help_lists_every_door(self) -> None:
        told = subprocess.run(
            ["make", "--no-print-directory", "help"],
            cwd=HOUSE, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert {line.split(maxsplit=1)[0] for line in told.stdout.splitlines()} == targets() - {
            "machine"
        }


class TestLocks:
    @every_lock
    def test_a_lock_names_no_host_and_no_place(self, lock: Path) -> None:
        text = lock.read_text(encoding="utf-8")
        assert not re.findall(r"://|--index|--extra|--find-links|--trusted|@ |^/", text, re.M)

    @every_lock
    def test_everything_locked_is_pinned_and_hashed(self, lock: Path) -> None:
        for entry in entries(lock):
            assert re.match(r"[\w.-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry

    @pytest.mark.parametrize(
        ("lock", "wanted"),
        [
            ("base", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]),
            ("test", PROJECT["project"]["optional-dependencies"]["spark"]),
            ("test", PROJECT["project"]["optional-dependencies"]["postgresql"]),
            ("test", PROJECT["project"]["optional-dependencies"]["survival"]),
            ("test", PROJECT["dependency-groups"]["test"]),
            ("dev", PROJECT["dependency-groups"]["peers"]),
        ],
    )
    def test_what_the_project_asks_for_is_locked(self, lock: str, wanted: list[str]) -> None:
        locked = {name for name, _ in pins(lock)}
        assert {name_of(requirement) for requirement in wanted} <= locked

    @pytest.mark.parametrize(("small", "large"), [("base", "test"), ("test", "dev")])
    def test_a_larger_set_holds_the_smaller_in_the_same_versions(
        self, small: str, large: str
    ) -> None:
        assert pins(small) <= pins(large)


STARTS_ALONE = """
import os, sys, tempfile
from pathlib import Path
for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
    os.environ.pop(name, None)
extra = ("psycopg", "pyspark", "lifelines", "sqlalchemy", "pymysql", "pytds", "paramiko")
sys.modules.update(dict.fromkeys(extra))
from goodwill.crm.site import starting
starting.load(Path(tempfile.mkdtemp()))
from django.urls import get_resolver
assert get_resolver().url_patterns
"""
LOADS_ALL_ANALYTICS = """
import importlib, json, pkgutil, sys
import goodwill.analytics
for module in pkgutil.walk_packages(goodwill.analytics.__path__, "goodwill.analytics."):
    importlib.import_module(module.name)
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=False
    )


def parts_of(folder: Path) -> set[str]:
    packages = {file.parent.name for file in folder.glob("*/__init__.py")}
    return packages | {file.stem for file in folder.glob("*.py")} - {"__init__"}


def placed_in(container: str) -> set[str]:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (contract,) = [one for one in contracts if one.get("containers") == [container]]
    return {word for layer in contract["layers"] for word in re.findall(r"\w+", layer)}


def code_of(document: Path) -> str:
    """What stands in code blocks and between backticks."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def commands_in(document: Path) -> Iterator[list[str]]:
    """The words after `goodwill` of every command line; `…` and `[…]` are left out."""
    joined = code_of(document).replace("\\\n", " ")
    for line in re.findall(r"^(?:\$ )?(?:\S*/)?goodwill (.+)$", joined, re.MULTILINE):
        words = shlex.split(line, comments=True)
        yield [word for word in words if not re.search(r"[…\[\]|]", word)]


def is_understood(words: list[str]) -> bool:
    from goodwill.cli import commands

    command: click.Command | None = commands(english())
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command, words = command.commands.get(words[0]), words[1:]
    return command is not None and options_in(words) <= options_of(command)


def options_in(words: list[str]) -> set[str]:
    return {word.split("=")[0] for word in words if word.startswith("--")}


def options_of(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


def resolves(name: str) -> bool:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return _has(found, parts[cut:])
    return False


def _has(found: object, parts: list[str]) -> bool:
    for part in parts:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def targets() -> set[str]:
    text = (HOUSE / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    return set(phony.split())


def entries(lock: Path) -> list[str]:
    return re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())


def pins(lock: str) -> set[tuple[str, str]]:
    file = HOUSE / "requirements" / f"{lock}.txt"
    found = [re.match(r"([\w.-]+)==(\S+)", entry) for entry in entries(file)]
    return {(pin[1], pin[2]) for pin in found if pin}


def name_of(requirement: str) -> str:
    (name,) = re.findall(r"^[\w.-]+", requirement)
    return str(name).lower().replace("_", "-")
