"""Recording of a browser: requests, console, complaints, answers that explain a failure."""
