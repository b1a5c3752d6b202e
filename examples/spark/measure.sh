#!/bin/sh
# Measures a log under Spark (PySpark, local mode): each partition apart by RDD.pipe, then added up, and held against one
# run over all.
#
#   examples/spark/measure.sh WHERETO LOG [PARTS]
#
# WHERETO is the program, LOG the log. PySpark is installed into a folder of its own, which is removed in the end; Java must
# be there (Debian: apt-get install default-jre-headless).
set -eu
whereto=$(realpath "$1")
log=$(realpath "$2")
parts=${3:-8}
here=$(realpath "$(dirname "$0")")
if ! command -v java > /dev/null; then
    echo "Spark needs Java: apt-get install default-jre-headless, or the like of your system" >&2
    exit 2
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyspark
venv/bin/python "$here/measure.py" "$whereto" "$log" "$parts"
