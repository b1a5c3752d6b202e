#!/usr/bin/env python3
"""Prints a series of counts (CSV: a timestamp, a number) as lines of JSON, one for each request:

    python3 benches/series-to-log.py counts.csv | whereto measure - --map time=.time

With a second argument only one request in so many is printed, drawn at random.
"""
import csv
import datetime
import random
import statistics
import sys

random.seed(1)
every = float(sys.argv[2]) if len(sys.argv) > 2 else 1
rows = []
for row in csv.reader(open(sys.argv[1])):
    try:
        moment = datetime.datetime.fromisoformat(row[0]).replace(tzinfo=datetime.timezone.utc)
        rows.append((moment.timestamp(), float(row[1])))
    except ValueError:
        pass  # the header
step = statistics.median(after - before for (before, _), (after, _) in zip(rows, rows[1:]))
for start, count in rows:
    whole, part = divmod(count / every, 1)
    for _ in range(int(whole) + (random.random() < part)):
        print('{"time":%d}' % (start + random.random() * step))
