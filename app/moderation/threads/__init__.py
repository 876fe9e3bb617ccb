"""What moderators do with whole threads: close, pin, retitle, move, split, merge. Each is a Decision with an undo."""
