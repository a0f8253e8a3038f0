"""Who must be told, of what, by when, and in which words. Pure: nothing is sent from here."""
