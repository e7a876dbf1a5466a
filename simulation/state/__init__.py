"""The state of the world: the columns of all tables, the tables themselves, and what they may hold."""
