"""Tags: words that topics are filed under."""
