"""Storage: database models, business rules and seed data."""
