"""A model hub on plain HTTP, from folders: what huggingface_hub asks, and what goes wrong with it.

    python -m pilotlight_sim.hub --port 8090 --repo demo/tiny-a=/models/tiny-a \\
        --gated demo/secret=/models/tiny-b --token hf_letmein

Serves model information, file trees and files (ranges, ETag, X-Repo-Commit, Hugging Face's error
codes). Revisions are `main` and the commit, a hash of the content. Faults come from flags, or at
run time as JSON: `PUT /sim/hub {"bytesPerSecond": 1000, "cutAfterBytes": 5000, "cuts": 2}`.
`GET /sim/hub` tells what was served: the ranges of each file, in the order in which they began.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

CHUNK = 16 * 1024
LARGE_SUFFIXES = frozenset({".safetensors", ".bin", ".pth", ".pt", ".gguf"})


class HubFaults(BaseModel):
    """What is wrong on purpose."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    bytes_per_second: float = 0  # 0: as fast as it goes
    cut_after_bytes: int = 0  # a file's connection breaks after so many bytes …
    cuts: int = 0  # … this many times
    stall: bool = False  # large files: connections stay open, and no byte comes
    unavailable: int = 0  # so many requests are answered 503
    corrupt: int = 0  # so many files come with one wrong byte
    token: str | None = None  # what gated repositories want; None keeps the present one


@dataclass(frozen=True)
class HubFile:
    """One file of a repository."""

    path: Path
    name: str

    @property
    def large(self) -> bool:
        """Kept in large-file storage, and named by its sha256."""
        return self.path.suffix in LARGE_SUFFIXES

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @cached_property
    def etag(self) -> str:
        """sha256 of a large file, git's blob id of a small one."""
        content = self.path.read_bytes()
        if self.large:
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(
            b"blob %d\0" % len(content) + content, usedforsecurity=False
        ).hexdigest()

    def as_sibling(self) -> dict[str, Any]:
        """As model information lists it."""
        entry: dict[str, Any] = {"rfilename": self.name, "size": self.size, "blobId": self.etag}
        if self.large:
            entry["lfs"] = {"sha256": self.etag, "size": self.size, "pointerSize": 134}
        return entry


@dataclass(frozen=True)
class Repository:
    """A folder served under a name."""

    name: str
    folder: Path
    gated: bool

    @cached_property
    def files(self) -> Mapping[str, HubFile]:
        """Every file by its path, read once: a repository at a commit does not change."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        names = (str(path.relative_to(self.folder)) for path in found)
        return {name: HubFile(path, name) for name, path in zip(names, found, strict=True)}

    @cached_property
    def commit(self) -> str:
        """40 hexadecimal digits that name the content."""
        parts = "".join(f"{name} {file.etag}\n" for name, file in self.files.items())
        return hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()

    def has_revision(self, revision: str) -> bool:
        """main, or the commit."""
        return revision in ("main", self.commit)


@dataclass(slots=True)
class Served:
    """One answer with a file's content: `sent` bytes of it, beginning with byte `start`."""

    file: str
    start: int
    sent: int = 0


class Hub:
    """The server's handlers."""

    def __init__(self, repositories: Sequence[Repository], token: str) -> None:
        self._repositories = {repository.name: repository for repository in repositories}
        self._token = token
        self._served: list[Served] = []
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.faults = HubFaults()

    def app(self) -> Starlette:
        """The hub's routes."""
        name = "{org}/{name}"
        return Starlette(
            routes=[
                Route("/sim/hub", self._control, methods=["GET", "PUT"]),
                Route(f"/api/models/{name}", self._info),
                Route(f"/api/models/{name}/revision/{{revision}}", self._info),
                Route(f"/api/models/{name}/tree/{{revision}}", self._tree),
                Route(f"/{name}/resolve/{{revision}}/{{file:path}}", self._resolve),
            ]
        )

    async def _control(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self.faults = HubFaults.model_validate_json(await request.body())
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, 400)
            self._token = self.faults.token or self._token
            if self.faults.stall:
                self._flowing.clear()
            else:
                self._flowing.set()
        return JSONResponse(
            {
                **self.faults.model_dump(by_alias=True, exclude={"token"}),
                "bytesServed": sum(one.sent for one in self._served),
                "served": [asdict(one) for one in self._served],
            }
        )

    async def _info(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        siblings = [file.as_sibling() for file in found.files.values()]
        document = {
            "_id": "0", "id": found.name, "modelId": found.name, "sha": found.commit,
            "private": False, "gated": "manual" if found.gated else False, "disabled": False,
            "tags": [], "downloads": 0, "likes": 0, "siblings": siblings,
        }  # fmt: skip
        return JSONResponse(document)

    async def _tree(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        entries = []
        for file in found.files.values():
            entry = {"type": "file", "path": file.name, "size": file.size, "oid": file.etag}
            if file.large:
                entry["lfs"] = {"oid": file.etag, "size": file.size, "pointerSize": 134}
            entries.append(entry)
        return JSONResponse(entries)

    async def _resolve(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        file = found.files.get(request.path_params["file"])
        if file is None:
            return _refusal(404, "EntryNotFound", "Entry not found")
        headers = {
            "ETag": f'"{file.etag}"',
            "X-Repo-Commit": found.commit,
            "Accept-Ranges": "bytes",
            "Content-Type": "application/octet-stream",
        }
        if file.large:
            headers |= {"X-Linked-Etag": f'"{file.etag}"', "X-Linked-Size": str(file.size)}
        start = _range_start(request.headers.get("Range", ""))
        if start >= file.size > 0:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
        headers["Content-Length"] = str(file.size - start)
        if request.method == "HEAD":
            return Response(headers=headers)
        if start:
            headers["Content-Range"] = f"bytes {start}-{file.size - 1}/{file.size}"
        content = self._content(file, start)
        return StreamingResponse(content, 206 if start else 200, headers)

    def _find(self, request: Request) -> Repository | Response:
        if self.faults.unavailable > 0:
            self.faults.unavailable -= 1
            return Response("unavailable on purpose", 503)
        name = f"{request.path_params['org']}/{request.path_params['name']}"
        repository = self._repositories.get(name)
        if repository is None:
            return _refusal(404, "RepoNotFound", "Repository not found")
        if repository.gated:
            given = request.headers.get("Authorization", "")
            if not given:
                return _refusal(401, "GatedRepo", f"Access to model {name} is restricted.")
            if given != f"Bearer {self._token}":
                return _refusal(403, "GatedRepo", f"Your token may not read {name}.")
        if not repository.has_revision(request.path_params.get("revision", "main")):
            return _refusal(404, "RevisionNotFound", "Invalid rev id")
        return repository

    async def _content(self, file: HubFile, start: int) -> AsyncIterator[bytes]:
        corrupt = self.faults.corrupt > 0 and file.large
        self.faults.corrupt -= corrupt
        served = Served(file.name, start)
        self._served.append(served)
        with file.path.open("rb") as stream:
            stream.seek(start)
            while chunk := stream.read(CHUNK):
                if corrupt and not served.sent:
                    chunk = bytes([chunk[0] ^ 0xFF]) + chunk[1:]
                limit = self.faults.cut_after_bytes
                if self.faults.cuts > 0 and file.large and served.sent + len(chunk) > limit:
                    self.faults.cuts -= 1
                    chunk = chunk[: max(0, limit - served.sent)]
                    served.sent += len(chunk)
                    yield chunk
                    raise ConnectionAbortedError("cut on purpose")
                if file.large:
                    await self._flowing.wait()
                yield chunk
                served.sent += len(chunk)
                if self.faults.bytes_per_second:
                    await asyncio.sleep(len(chunk) / self.faults.bytes_per_second)


def _range_start(header: str) -> int:
    """Of `bytes=100-`; 0 without a range."""
    return int(header.removeprefix("bytes=").partition("-")[0] or 0) if header else 0


def _refusal(status: int, code: str, message: str) -> Response:
    headers = {"X-Error-Code": code, "X-Error-Message": message}
    return JSONResponse({"error": message}, status, headers)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until a signal."""
    parser = argparse.ArgumentParser(prog="pilotlight_sim.hub", description=__doc__)
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - a pod's network
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--repo", action="append", default=[], metavar="ORG/NAME=FOLDER")
    parser.add_argument("--gated", action="append", default=[], metavar="ORG/NAME=FOLDER")
    parser.add_argument("--token", default="hf_letmein", help="what gated repositories want")
    parser.add_argument("--bytes-per-second", type=float, default=0)
    given = parser.parse_args(argv)
    repositories = [
        Repository(name, Path(folder), gated)
        for specifications, gated in ((given.repo, False), (given.gated, True))
        for name, _, folder in (text.partition("=") for text in specifications)
    ]
    hub = Hub(repositories, given.token)
    hub.faults.bytes_per_second = given.bytes_per_second
    uvicorn.run(hub.app(), host=given.host, port=given.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
