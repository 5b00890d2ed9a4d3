"""Working days: which days offices work, from dated sources, and how periods are counted in them."""
