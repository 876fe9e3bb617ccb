"""The tone of a text as a hint for the team: never public, never alone a reason for anything, often unknown."""
