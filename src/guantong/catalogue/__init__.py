"""What the policies speak about and do not define: series, specialties, occupations, honours, words."""
