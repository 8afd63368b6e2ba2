"""Static files under an address that holds their digest, so that they can be kept for ever; compressed once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class File:
    """One file: its type, its bytes as they are and compressed."""

    type: str
    plain: bytes
    packed: bytes


def address(name: str) -> str:
    """The address of a file by its name in the folder: `style.css` → `/static/style.<digest>.css`."""
    for key in _files():
        path, digest, suffix = key.rsplit(".", 2)
        if f"{path}.{suffix}" == name:
            return f"/static/{path}.{digest}.{suffix}"
    raise KeyError(name)


@cache
def _files() -> dict[str, File]:
    found: dict[str, File] = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in TYPES:
            plain = path.read_bytes()
            digest = hashlib.sha256(plain).hexdigest()[:12]
            name = path.relative_to(FOLDER).with_suffix("").as_posix()
            packed = gzip.compress(plain, mtime=0)
            found[f"{name}.{digest}{path.suffix}"] = File(type=TYPES[path.suffix], plain=plain, packed=packed)
    return found


class StaticFiles:
    """The ASGI application that serves them."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The file of an address, or 404."""
        name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        file = _files().get(name)
        if file is None or scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(404)
        packed = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
        if packed:
            headers["content-encoding"] = "gzip"
        body = file.packed if packed else file.plain
        await Response(body, headers=headers, media_type=file.type)(scope, receive, send)
