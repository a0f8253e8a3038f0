"""What the Code says: rules, routes and stages as frozen, dated, cited data."""
