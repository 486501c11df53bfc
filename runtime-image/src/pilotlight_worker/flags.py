"""Flags of the engine, written in full.

argparse completes `--trust-remote` to `--trust-remote-code`, which would dodge every rule on flags.
So a flag that is the beginning of one that is known, and is none itself, is refused. Which flags
there are is read from the engine's source, for importing vLLM takes 20 s. A flag that is neither is
left to the engine, which knows best what is new in it.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from pilotlight_worker.reasons import Reason, failed

# Where a package names its flags: as literals, or as fields of the classes that become flags. Those
# of vLLM's server have moved: `launchers` is their place in 0.32.
_SOURCES = {
    "vllm": (
        "engine/arg_utils.py",
        "entrypoints/launchers/cli_args.py",
        "entrypoints/openai/cli_args.py",
    ),
    "pilotlight_sim": ("arguments.py",),
}
_FLAG = re.compile(r"""["']--([a-z][a-z0-9_-]*)["']""")
_FIELD = re.compile(r"^    ([a-z][a-z0-9_]*): ", re.MULTILINE)


def name_of(argument: str) -> str:
    """`--Some_flag.key=value` → `Some-flag`, as vLLM reads it."""
    return re.split(r"[.=\s]", argument.removeprefix("--"), maxsplit=1)[0].replace("_", "-")


def completed(name: str, known: Iterable[str]) -> str | None:
    """The flag that argparse would take this name for; None where it is one, or none begins so."""
    flags = set(known)
    if not name or name in flags:
        return None
    return min((flag for flag in flags if flag.startswith(name)), default=None)


def known_flags(command: Iterable[str]) -> frozenset[str]:
    """Those of the engine that this command starts; none when its source is not here."""
    names: set[str] = set()
    for package in {part.split(".")[0] for part in command} & _SOURCES.keys():
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            for source in _SOURCES[package]:
                names |= _named(Path(folder) / source)
    return frozenset(names | {f"no-{name}" for name in names})


def _named(path: Path) -> set[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return set()
    return {name.replace("_", "-") for name in (*_FLAG.findall(text), *_FIELD.findall(text))}


def refuse_abbreviated(arguments: Iterable[str], known: Collection[str]) -> None:
    """Raises WorkerFailed(BadArguments) that names the first abbreviated flag."""
    for argument in arguments:
        if argument.startswith("--") and (full := completed(name_of(argument), known)):
            raise failed(
                Reason.BAD_ARGUMENTS,
                f"spec.runtime.engine.extraArgs has --{name_of(argument)}, which abbreviates "
                f"--{full}; write flags in full.",
                permanent=True,
            )
