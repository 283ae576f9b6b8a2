# shellcheck shell=bash
# What perf/bench and perf/micro share: the Java to run, and how to build what is missing. Sourced, with $root set.
cd "$root" || exit 1

# build MODULE: with the Maven repository as it is; from the network where that is not enough.
build() {
  printf 'perf: building %s\n' "$1" >&2
  mvn -q -o -Dfast -DskipTests -pl "$1" -am package || mvn -q -Dfast -DskipTests -pl "$1" -am package
}

# The benchmark itself, when its sources are newer than it.
build_if_stale() {
  if [[ ! -r perf/target/classpath || -n $(find perf/src perf/pom.xml -newer perf/target/classpath -print -quit) ]]; then build "$1"; fi
}

java=java
for home in "${DFS_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
  if [[ -x $home/bin/java ]] && grep -q '^JAVA_VERSION="2[5-9]' "$home/release" 2>/dev/null; then
    java=$home/bin/java
    break
  fi
done
