"""What a sweep says: sensitivity, main effects, and paired effects."""
