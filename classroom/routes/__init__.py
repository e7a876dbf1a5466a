"""Requests that the server answers, by subject."""
