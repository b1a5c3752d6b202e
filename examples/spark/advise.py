"""Assesses profiles in parts on Spark, on one processor and on all, and holds the output against one run over all.

Every partition goes through `whereto advise --ndjson -`, which keeps nothing from one line to the next. It numbers the
lines that it reads from 1; the numbers of each partition are moved by how many lines stand before it.
"""
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

whereto, profiles, parts = sys.argv[1], sys.argv[2], int(sys.argv[3])


def renumber(before, lines):
    """Counts on from the lines before a partition: `{"line":1,…` becomes `{"line":62501,…`."""
    for number, line in enumerate(lines, before + 1):
        yield '{"line":' + str(number) + line[line.index(","):]


def spread(processors):
    """Assesses all partitions, and returns the folder of the output and what it took."""
    builder = SparkSession.builder.master(f"local[{processors}]").appName("whereto advise")
    spark = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    context = spark.sparkContext
    context.setLogLevel("ERROR")
    folder = Path(f"advised-on-{processors}")
    start = time.monotonic()
    lines = context.textFile(profiles, parts)
    counts = lines.mapPartitions(lambda lines: [sum(1 for _ in lines)]).collect()
    # 3 says that some line has no single recommendation.
    command = f"{shlex.quote(whereto)} advise --ndjson --jobs 1 - || [ $? = 3 ]"
    advised = lines.pipe(shlex.join(["sh", "-c", command]), checkCode=True)
    numbered = advised.mapPartitionsWithIndex(lambda part, lines: renumber(sum(counts[:part]), lines))
    numbered.saveAsTextFile(str(folder))
    taken = time.monotonic() - start
    spark.stop()
    return folder, len(counts), sum(counts), taken


def same(folder, file):
    """Whether the parts in a folder, one after the other, are the file."""
    with open(file, "rb") as whole:
        for part in sorted(folder.glob("part-*")):
            with open(part, "rb") as part:
                while piece := part.read(1 << 20):
                    if piece != whole.read(len(piece)):
                        return False
        return whole.read(1) == b""


start = time.monotonic()
with open("advised", "wb") as file:
    status = subprocess.run([whereto, "advise", "--ndjson", "--jobs", "1", profiles], stdout=file).returncode
one = time.monotonic() - start
if status not in (0, 3):
    sys.exit(f"whereto failed: {status}")

failed = False
for processors in sorted({1, os.cpu_count()}):
    folder, partitions, lines, taken = spread(processors)
    equal = same(folder, "advised")
    failed = failed or not equal
    print(f"{lines:,} profiles in {partitions} partitions on {processors}: {taken:.1f} s; " +
          ("the same bytes as one run" if equal else "NOT the same bytes as one run"))
    shutil.rmtree(folder)
print(f"one run, one thread, without Spark: {one:.1f} s")
sys.exit(failed)
