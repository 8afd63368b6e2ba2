"""A server that speaks the chat API and replies what a script says, so that the real client can be tested."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply: its content, or a status of failure, or a raw body, after some seconds."""

    content: str = ""
    status: int = 200
    finish: str = "stop"
    seconds: float = 0.0
    body: str | None = None


@dataclass(kw_only=True)
class Script:
    """Replies in order, and the requests that came: their documents and headers."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


def completion(reply: Reply, model: str) -> str:
    """A reply as the chat API writes it."""
    message = {"role": "assistant", "content": reply.content}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish, "logprobs": None}
    return json.dumps({"id": "chat-1", "object": "chat.completion", "created": 1, "model": model, "choices": [choice]})


@contextmanager
def scripted(*replies: Reply) -> Iterator[Script]:
    """The server on a free port of the loopback address, for as long as the block lasts."""
    script = Script(replies=list(replies))

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.requests.append(request)
            script.headers.append({name.casefold(): value for name, value in self.headers.items()})
            reply = script.replies.pop(0)
            time.sleep(reply.seconds)
            self._answer(reply, request["model"])

        def _answer(self, reply: Reply, model: str) -> None:
            body = (reply.body if reply.body is not None else completion(reply, model)).encode()
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", "text/html" if reply.body is not None else "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has given up waiting

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
