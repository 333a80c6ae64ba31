#!/usr/bin/env bash
# httpx (httpcore) asks a proxy for an IPv6 address without its brackets: the port can no longer be told from the address.
#
# Versions: httpx 0.28.1, httpcore 1.0.9.
#
# Expected: an IPv6 address stands in brackets wherever a URI or a host with its port is written (RFC 3986, 3.2.2; RFC 9110, 9.3.6).
# Happens:  both the absolute form of a request and CONNECT carry the bare address, and CONNECT's Host too.
# Matters:  a suite that reaches a staging on IPv6 through a proxy is told 400 or 502 by the proxy, and lays it on the target; whoever
#           writes a proxy that stands between a suite and its target must read this form, too.
#
# Output seen:
# > http: GET http://::1:8080/health HTTP/1.1, Host: [::1]:8080
# > https: CONNECT ::1:8443 HTTP/1.1, Host: ::1:8443
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9

seen=$("$tmp/venv/bin/python" - <<'PYTHON'
import socketserver
import threading

import httpx

heads = []


class Proxy(socketserver.StreamRequestHandler):
    def handle(self):
        heads.append([line.strip().decode() for line in iter(self.rfile.readline, b"\r\n")])
        self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


with socketserver.TCPServer(("127.0.0.1", 0), Proxy) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with httpx.Client(proxy=f"http://127.0.0.1:{server.server_address[1]}", trust_env=False) as client:
        client.get("http://[::1]:8080/health")
        try:
            client.get("https://[::1]:8443/health")
        except httpx.ProxyError:
            pass
    server.shutdown()
for scheme, (line, *headers) in zip(("http", "https"), heads, strict=True):
    print(f"{scheme}: {line}, {next(header for header in headers if header.lower().startswith('host:'))}")
PYTHON
)
echo "$seen"
[[ $seen == "$(sed -n 's/^# > //p' "$0")" ]] || { echo "changed: this is not the output in the head of the script" >&2; exit 1; }
