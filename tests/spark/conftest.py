"""These tests are of `make test-spark`; without Spark nobody looks for them, with it none is skipped."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]
