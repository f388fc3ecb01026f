"""Users, roles, teams, territories, sessions; who may see what."""
