"""What is known about a person, with proof and source; the record that yields a case document."""
