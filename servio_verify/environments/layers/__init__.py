"""Layers of the settings: the committed file, the dotenv file, the process environment."""
