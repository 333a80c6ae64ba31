"""The browser: installation, sign-in, recorder, complaints, accessibility."""
