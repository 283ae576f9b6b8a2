#!/usr/bin/env bash
# Buckets, objects, ranges, versions and presigned URLs with the AWS CLI.
set -euo pipefail

bucket="example-$RANDOM-$RANDOM"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

aws s3 mb "s3://$bucket"
aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled

echo "first"  >"$work/note.txt" && aws s3 cp "$work/note.txt" "s3://$bucket/notes/one.txt"
echo "second" >"$work/note.txt" && aws s3 cp "$work/note.txt" "s3://$bucket/notes/one.txt"

echo "--- what is there"
aws s3 ls --recursive "s3://$bucket"

echo "--- the versions, newest first"
aws s3api list-object-versions --bucket "$bucket" --query 'Versions[].[VersionId,IsLatest,Size]' --output text

echo "--- the first three bytes"
aws s3api get-object --bucket "$bucket" --key notes/one.txt --range bytes=0-2 "$work/part" >/dev/null && cat "$work/part" && echo

echo "--- through a URL that needs no credentials, for a minute"
curl --silent --fail "$(aws s3 presign --expires-in 60 "s3://$bucket/notes/one.txt")"

echo "--- cleaning up"
aws s3api delete-objects --bucket "$bucket" --delete "$(aws s3api list-object-versions --bucket "$bucket" \
  --query '{Objects: Versions[].{Key: Key, VersionId: VersionId}}' --output json)" >/dev/null
aws s3 rb "s3://$bucket"
