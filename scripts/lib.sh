# What the scripts here share; to be sourced. Bash only.
set -euo pipefail
trap 'printf "error: %s failed in line %s\n" "$0" "$LINENO" >&2' ERR

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
dev=$root/data/dev

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The file with the process number of node N.
pid_file() { printf '%s' "$dev/node$1.pid"; }

# running N: the process number of node N, where it runs.
running() {
  local pid
  pid=$(cat "$(pid_file "$1")" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && kill -0 "$pid" 2>/dev/null && grep -q dfs.node.Main "/proc/$pid/cmdline" 2>/dev/null && printf '%s' "$pid"
}

# The numbers of the nodes that run.
running_nodes() {
  local i found=
  for i in 1 2 3; do
    if running "$i" >/dev/null; then found+="${found:+ }$i"; fi
  done
  printf '%s' "$found"
}

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
  # A sign of life where one step takes long, as when everything is fetched for the first time.
  (while sleep 15 >/dev/null 2>&1; do printf '  ... %d s\n' "$SECONDS"; done) &
  local sign_of_life=$! is_built=yes
  (cd "$root" && mvn -B -Dfast -DskipTests -pl node -am package 2>&1) | tee "$log" | awk '
      /^\[INFO\] Building dfs/ { print "  " $3, $NF; fflush() }
      /^distribution:/ { print "  " $0; fflush() }' || is_built=no
  kill "$sign_of_life" 2>/dev/null || true
  if [[ $is_built == no ]]; then
    grep -E '^\[ERROR\]|^distribution|not found|No such' "$log" | head -n 30 >&2 || true
    fail "The build failed; all it said is in $log"
  fi
}
