"""`python -m status_audit` does what `status-audit` does."""

from __future__ import annotations

from status_audit.cli import main

if __name__ == "__main__":
    main()
