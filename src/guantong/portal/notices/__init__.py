"""Messages to people: written into an outbox with the change they tell of, delivered afterwards."""
