"""Page objects: one class a page, with the contract's own selectors (docs/CONTRACT.md, Web app)."""
