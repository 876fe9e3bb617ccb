"""Topics: the spine. One idea, question, poll, announcement or discussion each."""
