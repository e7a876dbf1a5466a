"""Scenario files that come with the model: one TOML file a question."""
