"""Configuration of nginx: the load balancer before the tasks, as processes and as containers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from servio_sandbox.stack.description import Balancer


@dataclass(frozen=True)
class Upstream:
    """Where a task answers: `host:port` of its web app and its API. `down`: it gets no request."""

    web: str
    api: str
    down: bool = False


@dataclass(frozen=True)
class Listener:
    """A TLS listener and the plain one that redirects to it; `public` is the port that clients see."""

    side: str
    secure: str
    plain: str
    public: int


@dataclass(frozen=True)
class Config:
    """What differs between the two forms of the stack."""

    listeners: tuple[Listener, ...]
    tasks: tuple[Upstream, ...]
    certificate: str
    head: str = ""
    temporary: str = ""
    access_log: str = "/dev/stdout"
    in_http: str = ""
    in_server: str = ""
    in_location: str = ""


def text(config: Config, balancer: Balancer) -> str:
    """Return nginx.conf."""
    return "\n".join((*_head(config, balancer), *_sides(config, balancer), "}", ""))


def _head(config: Config, balancer: Balancer) -> Iterator[str]:
    yield from filter(None, config.head.splitlines())
    yield "worker_processes 1;"
    yield f"worker_shutdown_timeout {balancer.drain}s; # requests in flight have so long when tasks change"
    yield "events { worker_connections 2048; }"
    yield "http {"
    yield "    log_format balancer '$time_iso8601 $remote_addr \"$request\" $status $body_bytes_sent '"
    yield "        '$request_time $upstream_addr $upstream_status';"
    yield f"    access_log {config.access_log} balancer;"
    yield "    server_tokens off;"
    if config.temporary:
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            yield f"    {kind}_temp_path {config.temporary}/{kind};"
    yield f"    keepalive_timeout {balancer.idle}s;"
    yield f"    ssl_protocols {' '.join(balancer.protocols)};"
    yield f"    ssl_ciphers {balancer.ciphers};"
    yield "    ssl_prefer_server_ciphers off;"
    yield "    ssl_session_cache shared:tls:1m;"
    yield f"    ssl_certificate {config.certificate};"
    yield f"    ssl_certificate_key {config.certificate};"
    yield "    proxy_http_version 1.1;"
    yield '    proxy_set_header Connection "";'
    yield "    proxy_set_header Host $http_host;"
    yield "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
    yield "    proxy_set_header X-Forwarded-Proto $scheme;"
    yield "    proxy_set_header X-Forwarded-Port $server_port;"
    yield "    proxy_connect_timeout 2s;"
    yield f"    proxy_read_timeout {balancer.idle}s;"
    yield "    proxy_next_upstream error timeout; # never a POST or PATCH that a task may have begun"
    yield "    proxy_next_upstream_tries 2;"
    yield from _indented(config.in_http, 1)


def _sides(config: Config, balancer: Balancer) -> Iterator[str]:
    for listener in config.listeners:
        yield f"    upstream {listener.side} {{"
        yield f"        zone {listener.side} 128k;"
        yield from (f"        {line}" for line in _servers(config.tasks, listener.side))
        yield "        keepalive 32;"
        yield f"        keepalive_timeout {balancer.task_idle}s;"
        yield "    }"
        yield "    server {"
        yield f"        listen {listener.secure} ssl http2;"
        yield from _indented(config.in_server, 2)
        yield "        location / {"
        yield from _indented(config.in_location, 3)
        yield f"            proxy_pass http://{listener.side};"
        yield "        }"
        yield "    }"
        yield "    server {"
        yield f"        listen {listener.plain};"
        yield f"        return 301 https://$host:{listener.public}$request_uri;"
        yield "    }"


def _servers(tasks: Iterable[Upstream], side: str) -> Iterator[str]:
    for task in tasks:
        address = task.web if side == "web" else task.api
        yield f"server {address} max_fails=1 fail_timeout=2s{' down' if task.down else ''};"


def _indented(lines: str, depth: int) -> Iterator[str]:
    return (f"{'    ' * depth}{line}" for line in lines.splitlines())
