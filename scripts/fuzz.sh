#!/usr/bin/env bash
# Searches for inputs that break a parser of foreign bytes: every fuzz target in turn, for so many minutes each.
#
#   scripts/fuzz.sh [MINUTES] [PART OF A TARGET'S NAME]      30 minutes, all targets
#
# What it finds is written beside the target's other inputs (src/test/resources/.../*Inputs), where `mvn verify` reads it from then on:
# mend the parser, keep the input. A line for each target goes to target/fuzz.log.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
minutes=${1:-30}
part=${2:-}
mkdir -p target
found=0

# Each target as MODULE CLASS#METHOD.
targets() {
  find . -name '*FuzzTest.java' -path '*/src/test/*' | sort | while read -r file; do
    module=${file#./}
    module=${module%%/src/test/*}
    grep -A3 '@FuzzTest' "$file" | sed -n 's/^ *\(public \)\{0,1\}void \([A-Za-z0-9]*\)(.*/\2/p' | while read -r method; do
      printf '%s %s#%s\n' "$module" "$(basename "$file" .java)" "$method"
    done
  done
}

while read -r module target; do
  [[ $target == *"$part"* ]] || continue
  log=target/fuzz-${target//#/-}.log
  printf '%s %s: %s minutes, see %s\n' "$(date +%H:%M)" "$target" "$minutes" "$log"
  result=passed
  JAZZER_FUZZ=1 JAZZER_MAX_DURATION=${minutes}m mvn -q -Dfast -pl "$module" -am test "-Dtest=$target" \
    -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 </dev/null || { result='FOUND SOMETHING'; found=1; }
  # The search itself tells on lines such as "#4194304 pulse cov: 812 ft: 1923 corp: 211/14Kb exec/s: 34952".
  printf '%s %s minutes=%s %s; %s\n' "$(date +%FT%H:%M)" "$target" "$minutes" "$result" \
    "$(grep -aoE '#[0-9]+[[:space:]].*cov: [0-9]+ .*' "$log" | tail -1 | tr '\t' ' ')" | tee -a target/fuzz.log
done < <(targets)
exit "$found"
