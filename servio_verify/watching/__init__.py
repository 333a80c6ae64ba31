"""Watch: the reading checks of smoke, again and again, and whoever has to know told of a change (docs/watch.md)."""
