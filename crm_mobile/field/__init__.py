"""Visits, check-ins, reports and itineraries."""
