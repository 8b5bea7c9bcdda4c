#!/usr/bin/env python3
"""Fails if the committed urban map is not the one that urban.py writes."""

import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
committed = here.parent.parent / "sim-harness" / "world" / "maps" / "urban.xodr"
written = subprocess.run([sys.executable, str(here / "urban.py")], check=True, capture_output=True).stdout
if written != committed.read_bytes():
    sys.exit(f"{committed} differs from what urban.py writes: run `python3 scripts/maps/urban.py > {committed}`")
print("urban.xodr is what urban.py writes")
