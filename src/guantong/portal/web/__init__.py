"""Pages: they translate HTTP into services and selectors and nothing else."""
