#!/usr/bin/env python3
"""A counter that many threads increase without losing one step, by writing only over what was read (If-Match)."""

import random
import threading

import boto3
from botocore.exceptions import ClientError

WRITERS, STEPS = 8, 10


def create_if_absent(s3, bucket, key):
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=b"0", IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise


def increase(s3, bucket, key):
    while True:
        seen = s3.get_object(Bucket=bucket, Key=key)
        value = int(seen["Body"].read()) + 1
        try:
            s3.put_object(Bucket=bucket, Key=key, Body=str(value).encode(), IfMatch=seen["ETag"])
            return
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise


def main():
    s3 = boto3.client("s3")
    bucket, key = f"example-{random.randrange(10**12)}", "counter"
    s3.create_bucket(Bucket=bucket)
    create_if_absent(s3, bucket, key)
    create_if_absent(s3, bucket, key)  # the second time it is there, and stays

    threads = [
        threading.Thread(target=lambda: [increase(s3, bucket, key) for _ in range(STEPS)]) for _ in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    total = int(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    print(f"{WRITERS} writers, {STEPS} steps each: the counter says {total}")
    s3.delete_object(Bucket=bucket, Key=key)
    s3.delete_bucket(Bucket=bucket)
    assert total == WRITERS * STEPS


if __name__ == "__main__":
    main()
