"""What all figures share: style, files, axes, marks and words."""
