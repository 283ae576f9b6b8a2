#!/bin/bash
# make-secrets.sh FOLDER: makes the secret of a cluster and its first administrator's keys in FOLDER, at random, readable by this user
# alone. What is there already stays.
set -euo pipefail
cd "$1"
umask 0377

# random LENGTH: letters and digits.
random() {
  local text
  text=$(head -c $(($1 * 8)) /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9')
  printf '%s' "${text:0:$1}"
}

# keep FILE TEXT: whole or not at all.
keep() {
  [[ ! -e $1 ]] || return 0
  rm -f "$1.new"
  printf '%s\n' "$2" >"$1.new"
  mv "$1.new" "$1"
}

keep cluster-secret "$(random 40)"
keep api-key "dfs_$(random 40)"
keep access-key "DFSA$(random 16 | tr a-z A-Z)"
keep secret-key "$(random 40)"
keep env.sh "export AWS_ACCESS_KEY_ID=$(cat access-key) AWS_SECRET_ACCESS_KEY=$(cat secret-key)
export AWS_ENDPOINT_URL=http://localhost:8001 AWS_REGION=us-east-1
export DFS_ENDPOINT=http://localhost:5001 DFS_API_KEY=$(cat api-key)"
