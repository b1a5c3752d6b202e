"""Draws profiles, one in JSON on each line: `profiles.py COUNT`. The same ones every time."""
import json
import random
import sys

draw = random.Random(1)
for number in range(int(sys.argv[1])):
    profile = {
        "project": f"service-{number}",
        "traffic": {
            "requests_per_month": round(10 ** draw.uniform(3, 9)),
            "pattern": draw.choice(["steady", "diurnal", "bursty", "unpredictable", "rare"]),
        },
        "latency": {
            "p99_target_ms": draw.choice([50, 100, 200, 500, 1000, 2000]),
            "cold_start_ok": draw.random() < 0.5,
        },
        "state": {
            "in_memory": draw.choice(["none", "cache", "session", "authoritative"]),
            "connections": draw.choice(["none", "client-sync", "websocket"]),
        },
        "team": {
            "size": draw.randint(1, 30),
            "operations": draw.choice(["none", "some", "dedicated"]),
        },
        "compute": {"average_duration_ms": draw.choice([20, 50, 100, 300, 1000])},
        "clients": draw.sample(["web", "mobile", "backend"], draw.randint(1, 2)),
    }
    print(json.dumps(profile))
