"""Organisations, agreements and partnerships: for the public, for staff and for organisations themselves."""
