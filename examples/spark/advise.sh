#!/bin/sh
# Assesses profiles under Spark (PySpark, local mode): each partition apart by RDD.pipe, and holds what comes out against
# one run over all, byte by byte.
#
#   examples/spark/advise.sh WHERETO [PROFILES [PARTS]]
#
# WHERETO is the program; PROFILES a file with a profile in JSON on each line, a million drawn ones if not given. What is
# missing is installed: Java by apt-get, and PySpark into the folder VENV, or else into one that is removed in the end.
set -eu
whereto=$(realpath "$1")
profiles=${2:+$(realpath "$2")}
parts=${3:-16}
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! command -v java > /dev/null; then
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    $as_root apt-get update -qq
    $as_root apt-get install -qq -y --no-install-recommends default-jre-headless
fi
venv=${VENV:-$folder/venv}
if ! [ -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet pyspark
fi
cd "$folder"
if [ -z "$profiles" ]; then
    profiles=$folder/profiles.ndjson
    "$venv/bin/python" "$here/profiles.py" 1000000 > "$profiles"
fi
"$venv/bin/python" "$here/advise.py" "$whereto" "$profiles" "$parts"
