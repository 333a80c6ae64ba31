"""Tests of staging's data: policy, anonymising, check, clean-up."""
