"""Catalogue of a database: every relation, column and text in which somebody can stand."""
