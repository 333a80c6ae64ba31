"""Rows of what stands before the tasks: balancer, certificate, connections."""

from selftest.runs.situations.table import GO, INCONCLUSIVE, INVALID, NO_GO
from selftest.stack.breaking import OTHER_BUILD, certified, nginx, pinned, reloaded, with_fault
from selftest.stack.row import ALL_PASSED, Row
from servio_sandbox.stack.parts.task import BUILD

PAGE = "<!doctype html><title>Maintenance</title><h1>We are back soon</h1>"
MAINTENANCE = nginx(location=f"default_type text/html; return 200 '{PAGE}';")
OTHER = with_fault(build=OTHER_BUILD)
RESET = nginx(location="if ($server_protocol = HTTP/2.0) { return 444; }")
SMALL_BUFFERS = "proxy_buffers 2 4k; proxy_buffer_size 4k; proxy_busy_buffers_size 4k; gzip on;"
ROWS = [
    Row("the balancer is reloaded five times", "harmless: it ends what it has begun", GO, ALL_PASSED,
        reloaded(5), "reads", seconds=5, at=4),
    Row("the balancer answers 502 for 3 s", "an outage", INCONCLUSIVE, r"was down \(answered 502\) for \d+ s",
        nginx(location="return 502;"), "reads", seconds=6, at=4, lasts=3, quick=True),
    Row("a maintenance page with status 200", "somebody else than Servio answers", INCONCLUSIVE, "maintenance",
        MAINTENANCE, "-m|smoke", quick=True),
    Row("the same for 3 s during the run", "somebody else than Servio answers", INCONCLUSIVE, "maintenance",
        MAINTENANCE, "reads", seconds=7, at=4, lasts=3),
    Row("the certificate has expired", "a defect: nobody is let in", NO_GO,
        r"certificate not trusted \(certificate has expired\)", certified(days=-1), "-m|smoke|-k|tls", quick=True),
    Row("the certificate is another host's", "a defect: nobody is let in", NO_GO,
        r"certificate not trusted \(.* mismatch", certified("staging.example.com"), "-m|smoke|-k|tls"),
    Row("HTTP/2 streams are reset", "a defect: no browser gets a page", NO_GO,
        r"GET /.* got no answer: ERR_HTTP2_PROTOCOL_ERROR", RESET, "-m|smoke|-k|title or asset"),
    Row("HTTP/2 connections end after 30 requests each (GOAWAY)", "harmless: browsers connect anew", GO, ALL_PASSED,
        nginx(server="keepalive_requests 30;"), "-m|smoke|-k|test_pages or sign_in"),
    Row("idle connections are closed without a word", "harmless: what may be repeated is", GO, ALL_PASSED,
        nginx(server="keepalive_timeout 300ms;"), "reads", seconds=6),
    Row("the balancer buffers answers on disk, and compresses them", "harmless", GO, ALL_PASSED,
        nginx(location=SMALL_BUFFERS), "-m|smoke|-k|test_pages or venue"),
    Row("kept connections are pinned to one task", "harmless", GO, ALL_PASSED,
        pinned("hash $connection;"), "-m|smoke|-k|venue or sign_in", also="of 2 tasks"),
    Row("the same, and the other task runs another build", "fresh connections show both", INVALID,
        f"local-staging still serves {OTHER_BUILD}", pinned("hash $connection;", OTHER), "reads", seconds=1,
        arguments=("--expect-build", BUILD, "--wait", "1")),
    Row("all from one address are pinned to one task, and the other one runs another build",
        "it cannot be seen from one address, and stands under not covered", GO, ALL_PASSED,
        pinned("ip_hash;", OTHER), "reads", seconds=1, arguments=("--expect-build", BUILD),
        also=f"not covered: every answer has the same X-Served-By: that another task runs {BUILD} too is not proven"),
]  # fmt: skip
