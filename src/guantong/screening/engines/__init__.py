"""What runs a screening: DuckDB, Spark, or the engine for one person."""
