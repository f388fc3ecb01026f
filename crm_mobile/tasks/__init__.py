"""Follow-ups: what a person has promised to do, and when."""
