"""The demo company: an invented supplier in an invented city, made by the project itself."""
