"""Why an enterprise chose as it did: a year looked at between outreach and choice, and every term that was weighed."""
