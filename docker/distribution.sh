#!/bin/bash
# distribution.sh FOLDER: puts the distribution into FOLDER, in the build of the image. Takes the one that the build of the checkout
# left, where that is not older than the sources; else builds it, with what it needs of the distribution's packages.
source "$(dirname -- "$0")/../scripts/lib.sh"
cd "$root"

if is_stale "$(find_distribution)"; then
  say "Building from the sources; \`mvn -pl node -am package -DskipTests\` before would save that"
  mkdir -p /usr/share/man/man1 # small images lack it, and the packages of Java need it
  apt-get update
  apt-get install --yes --no-install-recommends maven openjdk-25-jdk-headless
  unset JAVA_HOME
  rm -rf node/target
  DFS_NO_CLASS_CACHE=1 mvn -B -Dfast -DskipTests -pl node -am package
fi
mv "$(find_distribution)" "$1"
