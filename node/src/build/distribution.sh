#!/usr/bin/env bash
# Finishes the distribution that Maven laid out in the folder given: scripts, settings, the class cache, the archive.
#   distribution.sh SOURCE TARGET JAR ENV_EXAMPLE JAVA_HOME
# SOURCE is node/src/dist, TARGET the folder dfs-VERSION with its lib/, JAR that of node, ENV_EXAMPLE the root's .env.example,
# JAVA_HOME that of the build.
set -euo pipefail
source=$1 target=$2 jar=$3 env_example=$4 java_home=$5

# unsign JAR: takes out its signature, which Maven needed no more than we do: it checked the digest of the whole file. Classes of
# a signed jar are never in the class cache, and each start would check them one by one.
unsign() {
  local signed=$1 unpacked
  unpacked=$(mktemp -d)
  (cd "$unpacked" && "$java_home/bin/jar" --extract --file="$signed")
  if compgen -G "$unpacked/META-INF/*.SF" >/dev/null; then
    rm -f "$unpacked"/META-INF/*.{SF,RSA,DSA,EC}
    # Up to the first empty line it is about the jar; what follows are digests of its files.
    sed '/^\r*$/q' "$unpacked/META-INF/MANIFEST.MF" >"$unpacked.manifest"
    rm "$unpacked/META-INF/MANIFEST.MF"
    "$java_home/bin/jar" --create --file="$signed.new" --manifest="$unpacked.manifest" -C "$unpacked" . 2>/dev/null
    mv "$signed.new" "$signed"
  fi
  rm -rf "$unpacked" "$unpacked.manifest"
}

mkdir -p "$target/bin" "$target/conf"
install -m 644 "$jar" "$target/lib/dfs-node.jar"
install -m 755 "$source"/bin/* "$target/bin/"
install -m 644 "$env_example" "$target/conf/dfs.env"
for library in "$target"/lib/bc*.jar; do
  unsign "$library"
done

# One run of all that a start, a few requests and a command need. Without it everything works, only slower to begin with.
rm -f "$target/lib/dfs.aot"
if [[ ${DFS_NO_CLASS_CACHE:-} != 1 ]]; then
  started=$(date +%s)
  log=$target.rehearsal.log
  if ! "$target/bin/dfs" rehearse >"$log" 2>&1 || [[ ! -s $target/lib/dfs.aot ]]; then
    cat "$log" >&2
    echo "distribution: the rehearsal that makes the class cache failed; its log stands above" >&2
    exit 1
  fi
  echo "distribution: class cache of $(du -h "$target/lib/dfs.aot" | cut -f1) made in $(($(date +%s) - started)) s"
fi

# Times of files are part of what the cache checks: they travel.
tar -C "$(dirname "$target")" --sort=name --owner=0 --group=0 --numeric-owner -I 'gzip -1' \
  -cf "$target.tar.gz" "$(basename "$target")"
echo "distribution: $target and $(basename "$target").tar.gz ($(du -h "$target.tar.gz" | cut -f1))"
