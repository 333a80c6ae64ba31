"""The parts of `servio-verify gate`: one for each platform, or way of being asked."""
