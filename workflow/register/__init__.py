"""The registers a body keeps: bodies, posts, organisations and agreements. Pure: no database, no clock."""
