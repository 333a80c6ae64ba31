"""The performance gates: Locust drives, this package measures and judges.

Only `driver/` imports locust or gevent, which patch the process that does; everything else can be imported anywhere.
"""
