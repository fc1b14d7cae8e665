"""What the search index holds of projects, and what a search reads from it."""
