"""Customers, contacts, places, stages and tags."""
