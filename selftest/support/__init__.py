"""What the tests of this project stand on."""
