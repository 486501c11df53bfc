#!/usr/bin/env bash
# Makes .venv from uv.lock.
# Installs what a bare Debian lacks for that (python3-venv), and uv from PyPI when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v uv >/dev/null; then
  uv=uv
else
  uv=.local/uv/bin/uv
  if [ ! -x "$uv" ]; then
    if ! python3 -m venv .local/uv >/dev/null 2>&1; then
      if [ "$(id -u)" != 0 ]; then
        echo "python3-venv is missing; install it (apt-get install python3-venv) and try again" >&2
        exit 1
      fi
      apt-get update -qq && apt-get install -y -qq python3-venv
      python3 -m venv .local/uv
    fi
    .local/uv/bin/pip install -q --require-hashes -r e2e/cluster/locks/uv.txt
  fi
fi
# A Python that is already here: fetching one is not uv's business.
exec "$uv" sync --quiet --frozen --no-python-downloads
