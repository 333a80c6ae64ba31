"""Dotenv texts, and what the real readers take from them."""
