"""What holds for the packages as a whole: they are ours, importing them does nothing, and imports run one way."""

from __future__ import annotations

import importlib
import pkgutil
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import browse
import cleaning
import crawler
import pipelines

ROOT = Path(__file__).parents[1]
PACKAGES = (browse, cleaning, crawler, pipelines)
MODULES = sorted(
    name
    for package in PACKAGES
    for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not name.endswith("__main__") and ".plugins" not in name
)
CLOSED = """
import importlib, sys

def closed(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writes or event in ("socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir", "os.remove"):
        raise RuntimeError(f"importing {name} caused {event} {args}")

import trafilatura, scrapy, datasette.app, dateparser, twisted.internet.defer  # what others do is theirs
sys.dont_write_bytecode = True
sys.addaudithook(closed)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_imported_are_ours(package: object) -> None:
    assert ROOT == Path(str(package.__file__)).parents[1]  # type: ignore[attr-defined]


def test_importing_any_module_touches_neither_disk_nor_network() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLOSED, *MODULES], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (f"{len(MODULES)}\n", 0) == (done.stdout, done.returncode), done.stderr


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[><=\[ ;]", line)[0].lower().replace("_", "-") for line in project["dependencies"]}
    names = {
        "bs4": "beautifulsoup4",
        "re2": "google-re2",
        "markupsafe": "jinja2",
        "pluggy": "datasette",
        "uvicorn": "datasette",
        "OpenSSL": "pyopenssl",
    }
    used: set[str] = set()
    for package in PACKAGES:
        for file in Path(str(package.__file__)).parent.rglob("*.py"):
            used |= set(re.findall(r"^\s*(?:from|import) (\w+)", file.read_text(), re.MULTILINE))
    ours = {package.__name__ for package in PACKAGES}
    libraries = {names.get(name, name.replace("_", "-")) for name in used - ours - set(sys.stdlib_module_names)}
    assert set() == libraries - declared - {"annotations"}


def test_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(RuntimeError, match="only loopback"):
        outside.connect(("192.0.2.1", 80))


def test_lock_names_no_index_and_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-bench.lock"):
        lines = (ROOT / name).read_text().splitlines()
        assert not [line for line in lines if "://" in line or line.startswith(("-i", "--index", "--extra-index"))]
        pinned = [i for i, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
        assert all("==" in lines[i] and "--hash=sha256:" in lines[i + 1] for i in pinned)


def test_modules_were_found() -> None:
    assert len(MODULES) > 100
    assert importlib.import_module("crawler.cli") is sys.modules["crawler.cli"]
