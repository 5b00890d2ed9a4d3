"""A whole register beside other engines: ``python -m benchmarks.bulk``, the second part of ``make bench``."""
