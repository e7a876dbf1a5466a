"""The lesson and the class game: contents, results, and the lesson as one file."""
