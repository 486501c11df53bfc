"""The Debian system below our images, and commands that run inside it.

What an image holds is made by the image's own system, not by the machine's: its Python compiles
the byte code that its Python will load, and a machine with another Python, or none of the right
version, builds the same images.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2e.cluster import cache, packages
from e2e.cluster.failures import ClusterError

SUITE = "bookworm"
PACKAGES = ("python3", "ca-certificates", "libgomp1", "libnuma1", "tini")
USERS = {"worker": 1000, "pilotlight": 65532}
# Nothing of these is read at run time, and the lists of packages alone are a fifth of the image.
UNUSED = (
    *("var/cache/apt", "var/lib/apt/lists", "var/log", "var/cache/debconf"),
    *("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/lintian"),
)
# To be raised with a change of `_make`. Not the hash of this file: a new base system means new
# layers above it, five gigabytes of them, in every containerd.
RECIPE = "1"
APT_SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))


def base() -> Path:
    """The tree of a minimal Debian with Python 3.11."""
    packages.ensure(packages.IMAGES)
    identity = cache.key(RECIPE, SUITE, repr((PACKAGES, USERS, UNUSED)))
    return cache.entry("base", identity, "installing a base system (1.5 min)", _make) / "root"


def run_in(
    tree: Path,
    command: Sequence[str],
    *,
    mounts: Mapping[str, Path],
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a command with `tree` as its root and folders of this machine mounted on its folders.

    The mounts are in a namespace of the command's own and go with it, however it ends.
    """
    binds = [f'mount --bind "{source}" "{tree}{target}"' for target, source in mounts.items()]
    script = "\n".join(
        [
            "set -e",
            *binds,
            f'mount --bind /dev "{tree}/dev"',
            f'mount -t proc proc "{tree}/proc"',
            f'mount -t tmpfs tmpfs "{tree}/tmp"',
            f'exec chroot "{tree}" "$@"',
        ]
    )
    done = subprocess.run(
        ["unshare", "--mount", "--propagation=private", "sh", "-c", script, "sh", *command],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/tmp", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        output = f"{done.stdout}{done.stderr}"
        raise ClusterError(f"`{' '.join(command)}` failed in the base system:\n{output}")


def _make(folder: Path) -> None:
    if os.geteuid() != 0:
        raise ClusterError("building images needs root: debootstrap makes a whole system")
    root = folder / "root"
    done = subprocess.run(
        [
            *("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}"),
            *(SUITE, str(root), mirror()),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ClusterError(f"debootstrap failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    for unused in UNUSED:
        shutil.rmtree(root / unused, ignore_errors=True)
        (root / unused).mkdir(parents=True)
    for user, number in USERS.items():
        _append(root / "etc/passwd", f"{user}:x:{number}:{number}::/tmp:/usr/sbin/nologin")
        _append(root / "etc/group", f"{user}:x:{number}:")
    # The kubelet mounts these three; a resolv.conf of the build machine has no place in an image.
    for file in ("etc/hosts", "etc/hostname", "etc/resolv.conf"):
        (root / file).unlink(missing_ok=True)
        (root / file).touch()

    _compile_standard_library(root)


def _compile_standard_library(root: Path) -> None:
    # Debian's own byte code is checked against its sources' times, which layers do not keep.
    script = (
        "python3 -m compileall -qq -f -j 0 --invalidation-mode unchecked-hash"
        " /usr/lib/python3.11 /usr/lib/python3 || true"
    )
    run_in(root, ["sh", "-c", script], mounts={})


def mirror() -> str:
    """Where this machine gets its Debian packages: the first of its own apt sources.

    Raises:
        ClusterError: when it has none.
    """
    files = [APT_SOURCES[0]] if APT_SOURCES[0].exists() else []
    if APT_SOURCES[1].is_dir():
        files += sorted(it for it in APT_SOURCES[1].iterdir() if it.suffix in {".list", ".sources"})
    for file in files:
        if found := mirror_in(file.read_text()):
            return found
    places = " or ".join(map(str, APT_SOURCES))
    raise ClusterError(f"no Debian mirror is configured in {places}; the images' base needs one")


def mirror_in(sources: str) -> str | None:
    """The first Debian mirror in a file of apt sources, in either of its two formats."""
    lines = "\n".join(line for line in sources.splitlines() if not line.lstrip().startswith("#"))
    pattern = r"(?m)^(?:URIs:\s*|deb\s+(?:\[[^]]*\]\s*)?)(\S+/debian)/?(?:\s|$)"
    found = re.search(pattern, lines)
    return found.group(1) if found else None


def _append(file: Path, line: str) -> None:
    with file.open("a") as target:
        target.write(line + "\n")
