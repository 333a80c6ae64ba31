"""The detection matrix: each fault is caught, and a healthy Servio is GO."""
