"""Write the page: `python -m consortium.experiments.validation.audit results/audit results/doublings`."""

from .page import main

if __name__ == "__main__":
    main()
