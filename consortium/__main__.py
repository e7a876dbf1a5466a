"""``python -m consortium`` is the command ``consortium``."""

import sys

from consortium.cli import main

if __name__ == "__main__":
    sys.exit(main())
