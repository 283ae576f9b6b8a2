# What the scripts here share; to be sourced. Bash only.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
dev=$root/data/dev

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The distribution that the build made last; nothing where there is none.
find_distribution() {
  local found
  found=$(ls -d "$root"/node/target/dfs-*/bin/dfs 2>/dev/null | tail -n 1) || true
  printf '%s' "${found%/bin/dfs}"
}

# Whether sources are newer than the distribution.
is_stale() {
  local distribution=$1
  [[ -z $distribution || ! -e $distribution/lib/dfs-node.jar ]] && return 0
  [[ -n $(find "$root/pom.xml" "$root/.env.example" "$root/openapi" "$root/verticles" "$root/cluster-config" "$root/node" \
    -name target -prune -o -path '*/src/test' -prune -o -type f -newer "$distribution/lib/dfs-node.jar" -print -quit) ]]
}

# Builds the distribution unless it is there and fresh. Progress: one line per module.
build_distribution() {
  local distribution
  distribution=$(find_distribution)
  if ! is_stale "$distribution"; then
    return 0
  fi
  local log=$dev/build.log
  command -v mvn >/dev/null || fail "Maven is needed to build: install it (apt install maven), or set your PATH to it."
  mkdir -p "$dev"
  say "Building (the first time this fetches some 200 MB of libraries; log: $log)"
  # Two steps of Maven's progress are worth showing: downloads as they pile up, and modules as they are built.
  if ! (cd "$root" && mvn -B -Dfast -DskipTests -pl node -am package 2>&1) | tee "$log" | awk '
      /Downloaded from/ { n++; if (n % 25 == 0) { printf "  %d files fetched\n", n; fflush() } next }
      /^\[INFO\] Building dfs/ { print "  " $3, $NF; fflush() }
      /^distribution:/ { print "  " $0; fflush() }'; then
    printf '\n' >&2
    grep -E '^\[ERROR\]|^distribution|not found|No such' "$log" | head -n 30 >&2 || true
    fail "The build failed; all it said is in $log"
  fi
}
