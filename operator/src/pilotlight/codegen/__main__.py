"""`python -m pilotlight.codegen [--check]`."""

import argparse
import sys

from pilotlight.codegen.outputs import REPOSITORY, outdated, outputs


def main() -> int:
    """Write what is out of date; with `--check` only name it, and fail."""
    parser = argparse.ArgumentParser(prog="python -m pilotlight.codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    arguments = parser.parse_args()
    stale = set(outdated())
    for path in sorted(stale):
        sys.stdout.write(f"{path}: {'out of date' if arguments.check else 'written'}\n")
    if arguments.check:
        if stale:
            sys.stdout.write("run `python -m pilotlight.codegen` and commit the result\n")
        return 1 if stale else 0
    for output in outputs():
        if output.path in stale:
            output.write(REPOSITORY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
