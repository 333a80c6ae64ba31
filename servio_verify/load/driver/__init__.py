"""The Locust driver: alone imports locust and gevent."""
