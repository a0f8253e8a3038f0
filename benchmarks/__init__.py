"""Benchmarks: the product beside its peers and beside a limit, in one run. See docs/performance.md."""
