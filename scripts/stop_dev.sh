#!/usr/bin/env bash
# Stops what start_dev.sh started. Requests under way may end; data stays.
# shellcheck source=scripts/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"

pid_file=$dev/node.pid
wait_seconds=60

pid=$(cat "$pid_file" 2>/dev/null || true)
if [[ ! $pid =~ ^[0-9]+$ ]] || ! grep -q dfs.node.Main "/proc/$pid/cmdline" 2>/dev/null; then
  rm -f "$pid_file"
  say "DFS does not run."
  exit 0
fi
kill -TERM "$pid" || fail "Process $pid cannot be stopped by this user."
for ((i = 0; i < wait_seconds * 10; i++)); do
  if ! kill -0 "$pid" 2>/dev/null; then
    rm -f "$pid_file"
    say "DFS stopped."
    exit 0
  fi
  sleep 0.1
done
say "Process $pid did not stop within $wait_seconds s; ending it. What was acknowledged is on disk."
kill -KILL "$pid"
rm -f "$pid_file"
