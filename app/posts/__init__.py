"""Posts: every text anyone writes; a topic's opening and every reply, answer and comment."""
