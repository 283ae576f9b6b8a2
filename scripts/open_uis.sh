#!/usr/bin/env bash
# Opens the web pages of the node that start_dev.sh started in the default browser, and prints where they are.
# shellcheck source=scripts/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"

management_url=$(sed -n 's/.*"management": *"\([^"]*\)".*/\1/p' "$dev/dfs.json" 2>/dev/null || true)
[[ -n $management_url ]] || fail "Nothing was started here yet: run ./scripts/start_dev.sh"

opener=
for candidate in xdg-open open wslview; do
  if command -v "$candidate" >/dev/null; then
    opener=$candidate
    break
  fi
done
[[ -n $opener ]] || say "No browser is to be found from here (xdg-open, open, wslview); open these yourself:"
for page in /api/v1/docs /health; do
  say "$management_url$page"
  if [[ -n $opener ]]; then
    "$opener" "$management_url$page" >/dev/null 2>&1 &
  fi
done
