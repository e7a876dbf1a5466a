"""What results rest on: known patterns, effects of instruments, hypotheses of scenarios, grain, and assumptions."""
