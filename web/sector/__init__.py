"""The pages of a body's sector partners."""
