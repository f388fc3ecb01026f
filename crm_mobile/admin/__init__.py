"""What an admin configures."""
