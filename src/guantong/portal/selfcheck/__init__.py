"""Self-check without an account: answers on the way, a result, and a code that keeps it for a while."""
