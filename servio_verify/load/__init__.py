"""The performance gates: Locust drives, this package measures and judges.

Only `users`, `shape`, `wiring` and `watching` import locust or gevent; everything else can be imported anywhere.
"""
