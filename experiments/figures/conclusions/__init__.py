"""The figure of what can be concluded."""
