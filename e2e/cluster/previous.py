"""The release before this one, as it was published. `tests/releases` says how it was made."""

from pathlib import Path

from e2e.cluster.paths import REPOSITORY

(FOLDER,) = (it for it in (REPOSITORY / "tests" / "releases").iterdir() if it.is_dir())
VERSION = FOLDER.name
WHEEL: Path = FOLDER / f"pilotlight-{VERSION}-py3-none-any.whl"
CHART: Path = FOLDER / f"pilotlight-{VERSION}.tgz"
