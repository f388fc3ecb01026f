"""Bringing data in and out."""
