"""What officers confirm about a policy and record as precedents, beside the packs, which stay data."""
