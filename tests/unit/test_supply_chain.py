"""What is installed is what somebody has looked at: exact versions, each with its hash.

All of it is read from files, so that it holds without a network. Whether a version has become known
as vulnerable is on no machine's disk: `make audit` asks for it.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "e2e" / "cluster" / "locks").glob("*.txt"))
SIM = ROOT / "runtime-image" / "sim" / "requirements.txt"
# Not installed, but told to the resolver.
OVERRIDES = ROOT / "e2e" / "cluster" / "locks" / "overrides.txt"
REQUIREMENTS = [it for it in (*LOCKS, SIM) if it != OVERRIDES]
CONTAINERFILES = [
    ROOT / it
    for it in (
        "operator/Containerfile",
        "runtime-image/Containerfile",
        "runtime-image/sim/Containerfile",
    )
]
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")

Package = dict[str, Any]


def locked() -> list[Package]:
    """The packages of uv.lock, without those of this repository."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return [it for it in packages if "editable" not in it["source"]]


def hashes(package: Package) -> set[str]:
    files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    return {it["hash"] for it in files}


def pinned(text: str) -> Iterator[tuple[str, str, set[str]]]:
    """Name, version and hashes of each line of a requirements file."""
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        found = re.fullmatch(r"([a-z0-9-]+)==([^\s;]+)( ;[^-]+?)?((?: --hash=\S+)+)\s*", line)
        assert found is not None, f"neither a version nor its hashes: {line[:80]!r}"
        yield found[1], found[2], set(found[4].replace("--hash=", "").split())


@pytest.mark.parametrize("package", locked(), ids=lambda it: str(it["name"]))
def test_a_locked_package_is_a_wheel_of_an_index_with_its_hash(package: Package) -> None:
    assert package["source"].keys() == {"registry"}, "no branch, no URL, no folder of somebody's"
    assert package["wheels"], "what has no wheel runs code when it is installed"
    assert all(SHA256.fullmatch(it["hash"]) for it in package["wheels"])
    assert all(SHA256.fullmatch(it) for it in hashes(package))


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda it: it.stem)
def test_every_line_of_a_requirements_file_has_a_version_and_hashes(file: Path) -> None:
    lines = list(pinned(file.read_text()))
    assert lines
    assert all(SHA256.fullmatch(it) for _, _, found in lines for it in found)
    assert len({name for name, _, _ in lines}) == len(lines)


def test_the_simulated_engines_image_has_what_uv_lock_says() -> None:
    known = {it["name"]: it for it in locked()}
    everything = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    dependencies = {
        it["name"]: [one["name"] for one in it.get("dependencies", [])] for it in everything
    }
    needed, waiting = set[str](), ["pilotlight-sim"]
    while waiting:
        name = waiting.pop()
        waiting += [it for it in dependencies[name] if it not in needed]
        needed.add(name)
    found = {name: (version, had) for name, version, had in pinned(SIM.read_text())}
    assert needed - {"pilotlight-sim", "pilotlight-worker"} == found.keys(), (
        "uv export --frozen --no-dev --no-header --no-annotate --no-emit-workspace"
        f" --package pilotlight-sim -o {SIM.relative_to(ROOT)}"
    )
    for name, (version, had) in found.items():
        assert version == known[name]["version"]
        assert had == hashes(known[name])


@pytest.mark.parametrize("file", CONTAINERFILES, ids=lambda it: str(it.relative_to(ROOT)))
def test_an_image_fetches_nothing_without_a_hash_and_runs_as_nobody(file: Path) -> None:
    text = re.sub(r"(?m)^#.*\n", "", file.read_text())
    text = re.sub(r"\\\n\s*", "", text)
    for install in re.findall(r"pip install[^&\n]*", text):
        assert "--require-hashes" in install
    for sync in re.findall(r"uv sync[^&\n]*", text):
        assert {"--locked", "--no-build", "--no-install-workspace"} <= set(sync.split())
    assert not re.search(r"\b(curl|wget|git|ADD)\b", text)
    # The base is an argument, and so may have a digest.
    assert set(re.findall(r"(?m)^FROM (\S+)", text)) == {"${BASE}"}
    user = re.findall(r"(?m)^USER (\d+):\d+$", text)[-1]
    assert int(user) > 0


def test_what_the_local_cluster_installs_is_checked_by_hash() -> None:
    texts = [it.read_text() for it in (ROOT / "e2e").rglob("*.py")]
    installs = sum(it.count('"pip", "install"') for it in texts)
    assert 0 < installs == sum(it.count('"--require-hashes"') for it in texts)
    assert "--require-hashes" in (ROOT / "e2e" / "setup.sh").read_text()


def test_ruff_looks_for_what_bandit_looks_for_in_all_that_is_shipped() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"], "flake8-bandit"
    assert not [it for it in lint["ignore"] if re.fullmatch(r"S\d*", it)]
    for pattern, rules in lint["per-file-ignores"].items():
        assert pattern.startswith(("tests/", "e2e/")) or not [
            it for it in rules if re.fullmatch(r"S\d*", it)
        ], pattern
