#!/usr/bin/env bash
# Three nodes under faults of every kind, one after the other, those of every build first, while clients work and all that they are told is judged.
#
#   scripts/faults.sh [MINUTES] [SEED] [KINDS]      30 minutes, a new seed, all kinds (LEADER_KILLED,DISK_FULL,...)
#
# Needs root, iproute2, iptables, mount and a C compiler. The report is node/target/faults-SEED.md. The same seed repeats the order of faults
# and the choices of the clients, not the moments at which they meet.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
options=("-Dminutes=${1:-30}" "-Dseed=${2:-$(date +%s)}")
[[ -n ${3:-} ]] && options+=("-Dfaults=$3")
exec mvn -q -Dfast -pl node -am verify -Dtest=none '-Dit.test=RandomFaultsIT,ClusterFaultsIT' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfailsafe.failIfNoSpecifiedTests=false "${options[@]}"
