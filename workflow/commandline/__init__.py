"""What scripts ask of the house: one subcommand a question, answered as text or as JSON."""
