"""Write `docs/audit.md` from folders of results: `python -m consortium.experiments.validation.audit FOLDER …`."""

from .page import main

if __name__ == "__main__":
    main()
