"""Behaviour, written for one agent and compiled for millions. Each rule reads like the text of the model."""
