"""What a manager sees of her team's day, and what she sends into it."""
