"""A staging-verification suite for Servio: environments, clients, pages, judgement, evidence."""
