"""Measures a log in parts on Spark, adds the parts up, and holds the sum against one run over all.

Every partition of the log goes through `whereto measure - --partial -`, which prints what it counted in one line.
"""
import json
import subprocess
import sys

from pyspark.sql import SparkSession

whereto, log, parts = sys.argv[1], sys.argv[2], int(sys.argv[3])
spark = SparkSession.builder.master("local[*]").appName("whereto measure").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")

lines = spark.sparkContext.textFile(log, parts)
partials = lines.pipe(f"{whereto} measure - --partial -", checkCode=True).collect()
with open("partials", "w") as file:
    file.write("\n".join(partials) + "\n")
spark.stop()


def measure(*arguments):
    command = [whereto, "measure", *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


merged, whole = measure("--merge", "partials"), measure(log)
same = True
for key in ["lines", "requests", "not_understood", "period", "answers", "unanswered", "figures"]:
    same = same and merged[key] == whole[key]
print(f"{len(partials)} parts, {merged['lines']:,} lines, {merged['requests']:,} requests")
for answer in merged["answers"]:
    print(f"{answer['field']}: {answer['value']} ({answer['because']})")
print("the same as one run over all" if same else "NOT the same as one run over all")
sys.exit(not same)
