"""`python -m tests.leashed PID run …`: `bin/kept` for a test. When that process dies, even without a word, so does this."""

from __future__ import annotations

import sys

from kept.server.command_line import main
from kept.server.leash import die_with

if __name__ == "__main__":
    die_with(int(sys.argv.pop(1)))
    sys.exit(main())
