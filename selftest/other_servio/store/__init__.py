"""What the second Servio keeps."""
