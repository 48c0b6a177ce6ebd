"""`python -m kept.server`, which `bin/kept` calls."""

import sys

from kept.server.command_line import main

if __name__ == "__main__":
    sys.exit(main())
