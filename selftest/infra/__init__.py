"""The infrastructure tier: its tools on real files and servers."""
