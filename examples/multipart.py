#!/usr/bin/env python3
"""A large upload in parallel parts, each checked by a checksum on its way, and read back in ranges."""

import hashlib
import os
import random
import tempfile

import boto3
from boto3.s3.transfer import TransferConfig

MIB = 1 << 20


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(MIB):
            digest.update(block)
    return digest.hexdigest()


def main():
    s3 = boto3.client("s3")
    bucket, key = f"example-{random.randrange(10**12)}", "large.bin"
    s3.create_bucket(Bucket=bucket)
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=4)

    with tempfile.TemporaryDirectory() as folder:
        there, back = os.path.join(folder, "there"), os.path.join(folder, "back")
        with open(there, "wb") as file:
            for _ in range(40):
                file.write(os.urandom(MIB))
        s3.upload_file(there, bucket, key, Config=config, ExtraArgs={"ChecksumAlgorithm": "CRC32C"})
        head = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        s3.download_file(bucket, key, back, Config=config)
        assert sha256(there) == sha256(back)
    print(f"{head['ContentLength'] // MIB} MiB, ETag {head['ETag']}, CRC32C {head['ChecksumCRC32C']}: the same back")

    s3.delete_object(Bucket=bucket, Key=key)
    s3.delete_bucket(Bucket=bucket)


if __name__ == "__main__":
    main()
