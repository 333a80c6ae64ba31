"""An application of Servio's name and stack that follows another contract: for tests of settings."""
