"""Ends a control plane when the process that wanted it is gone.

Its standard input is a pipe whose other end only that process holds, so it reads the end of file
when the process ends, be it by an exception, a SIGKILL or a closed terminal.
"""

import argparse
import shutil
import sys
from pathlib import Path

from e2e.cluster.processes import Group


def main() -> None:
    """Wait for the end of the owner, then tidy up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--remove", action="store_true", help="remove the folder afterwards")
    arguments = parser.parse_args()
    sys.stdin.buffer.read()
    Group(run=arguments.directory / "run", logs=arguments.directory / "logs").stop_all()
    if arguments.remove:
        shutil.rmtree(arguments.directory, ignore_errors=True)


if __name__ == "__main__":
    main()
