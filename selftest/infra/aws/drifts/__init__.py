"""Drifts: what somebody changes in AWS behind Terraform's back, each with the checks that must say so."""
