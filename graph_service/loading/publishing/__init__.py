"""Publishing: the served tables follow the ledger, and readers see the old graph or the new one."""
