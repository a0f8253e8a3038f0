"""What a charity and a first-time visitor see: changes, their dates, and the check of dates."""
