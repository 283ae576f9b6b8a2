#!/bin/bash
# make-metrics-key.sh FILE: makes the user `prometheus`, which may read metrics and nothing else, and writes a key of it to FILE,
# readable by the group 65534, which Prometheus runs in. A key that is there already stays.
set -euo pipefail
file=$1
[[ ! -e $file ]] || exit 0

dfs user show prometheus >/dev/null 2>&1 || dfs user add prometheus --role metrics >/dev/null
umask 0077
rm -f "$file.new"
dfs --json key add prometheus --api | sed -n 's/.*"apiKey" *: *"\([^"]*\)".*/\1/p' >"$file.new"
[[ -s $file.new ]] || { echo "no key was made" >&2; exit 1; }
chgrp 65534 "$file.new"
chmod 0440 "$file.new"
mv "$file.new" "$file"
