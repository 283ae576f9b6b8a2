#!/usr/bin/env bash
# Stops what start_dev.sh started. Requests under way may end; data stays.
# shellcheck source=scripts/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"

wait_seconds=60

nodes=$(running_nodes)
if [[ -z $nodes ]]; then
  rm -f "$dev"/node*.pid
  say "DFS does not run."
  exit 0
fi
pids=()
for i in $nodes; do
  pid=$(running "$i") || continue
  kill -TERM "$pid" || fail "Process $pid cannot be stopped by this user."
  pids+=("$pid")
done

# Whether a process is left of those told to stop; one that ends has no command line any more before it is gone.
is_any_left() {
  local pid
  for pid in "${pids[@]}"; do
    if kill -0 "$pid" 2>/dev/null; then return 0; fi
  done
  return 1
}

for ((waited = 0; waited < wait_seconds * 10; waited++)); do
  if ! is_any_left; then
    rm -f "$dev"/node*.pid
    say "DFS stopped."
    exit 0
  fi
  sleep 0.1
done
for i in $(running_nodes); do
  pid=$(running "$i") || continue
  say "Process $pid did not stop within $wait_seconds s; ending it. What was acknowledged is on disk."
  kill -KILL "$pid"
done
rm -f "$dev"/node*.pid
