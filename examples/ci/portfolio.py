#!/usr/bin/env python3
"""Recommendations for several projects: JSON to whereto through a pipe, and JSON back."""

import json
import os
import subprocess
import sys

WHERETO = os.environ.get("WHERETO", "whereto")

PROJECTS = [
    {"project": "Webhooks", "traffic": {"requests_per_month": 1200000, "pattern": "bursty"}},
    {"project": "Trading", "latency": {"p99_target_ms": 5}, "state": {"connections": "raw-socket"}},
    {"project": "An idea"},
]


def advise(profile):
    """The report on a profile. JSON is YAML, so a profile can be written as JSON."""
    run = subprocess.run(
        [WHERETO, "advise", "-", "--format", "json", "--quiet"],
        input=json.dumps(profile),
        capture_output=True,
        text=True,
    )
    # 3 says that there is no single recommendation, which is an answer too; the report says why.
    if run.returncode not in (0, 3):
        sys.exit(run.stderr)
    return json.loads(run.stdout)


for profile in PROJECTS:
    report = advise(profile)
    answer = report["recommendation"] or report["verdict"]
    print(f"{report['project']}: {answer} ({report['confidence']})")
