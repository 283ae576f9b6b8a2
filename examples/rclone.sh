#!/usr/bin/env bash
# Keeping a folder and a bucket the same with rclone; it takes endpoint and credentials from the environment.
set -euo pipefail

bucket="example-$RANDOM-$RANDOM"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export RCLONE_CONFIG_DFS_TYPE=s3 RCLONE_CONFIG_DFS_PROVIDER=Other RCLONE_CONFIG_DFS_ENV_AUTH=true
export RCLONE_CONFIG_DFS_ENDPOINT="${AWS_ENDPOINT_URL:-http://localhost:8001}" RCLONE_CONFIG=/dev/null

mkdir -p "$work/folder/deep/er"
for name in a.txt deep/b.txt deep/er/c.txt; do echo "this is $name" >"$work/folder/$name"; done

rclone mkdir "dfs:$bucket"
rclone sync "$work/folder" "dfs:$bucket"
rclone check "$work/folder" "dfs:$bucket"

rm "$work/folder/deep/b.txt"
rclone sync "$work/folder" "dfs:$bucket"
rclone lsf --recursive "dfs:$bucket"

rclone purge "dfs:$bucket"
