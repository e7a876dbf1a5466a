"""Measure and write the page: `python -m consortium.experiments.validation.conclusions`."""

from .page import main

if __name__ == "__main__":
    main()
