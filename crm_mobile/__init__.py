"""A mobile-first CRM: the field day, the team and the office on one server-driven web app."""

__version__ = "0.1.0"
