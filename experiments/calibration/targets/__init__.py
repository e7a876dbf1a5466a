"""What a calibration aims at: targets, the files that state them, and a file to begin with."""
