"""Redis: CKAN's job queue and cache, behind a password, in memory only."""

from __future__ import annotations

import socket

from .processes import Server
from .state import HOST, Portal, write_private


def server(portal: Portal) -> Server:
    """Return the handle of a portal's Redis."""
    return Server(
        "Redis", portal.redis_port, portal.directory / "run" / "redis.pid", portal.logs / "redis.log"
    )


def url(portal: Portal) -> str:
    """Return the address that CKAN connects to, with the password."""
    return f"redis://:{portal.secrets['redis_password']}@{HOST}:{portal.redis_port}/0"


def up(portal: Portal) -> None:
    """Start Redis; quick when it runs."""
    redis = server(portal)
    if redis.pid is None:
        data = portal.directory / "redis-data"
        data.mkdir(mode=0o700, exist_ok=True)
        config = portal.directory / "redis.conf"
        write_private(
            config,
            "\n".join(
                (
                    f"bind {HOST}",
                    f"port {portal.redis_port}",
                    "protected-mode yes",
                    f"requirepass {portal.secrets['redis_password']}",
                    f'dir "{data}"',
                    "daemonize no",
                    "appendonly no",
                    "",
                )
            ),
        )
        redis.start(["redis-server", config])
    redis.wait(lambda: _answers(portal), 30)


def down(portal: Portal) -> bool:
    """Stop Redis; returns whether it ran."""
    return server(portal).stop()


def _answers(portal: Portal) -> bool:
    """Tell whether Redis takes the password and a command."""
    try:
        with socket.create_connection((HOST, portal.redis_port), timeout=2) as connection:
            connection.sendall(f"AUTH {portal.secrets['redis_password']}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                piece = connection.recv(256)
                if not piece:
                    break
                answer += piece
    except OSError:
        return False
    return b"+PONG" in answer
