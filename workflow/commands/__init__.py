"""Use cases. Each owns one transaction; web, scheduler, command line and API all call the same ones."""
