"""Creates the bucket of Terraform's state in an emulator. Arguments: endpoint, region, bucket. With two keys as further arguments it
moves an object from the first to the second instead."""

import sys

import boto3

endpoint, region, bucket, *keys = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test")
if keys:
    source, target = keys
    s3.put_object(Bucket=bucket, Key=target, Body=s3.get_object(Bucket=bucket, Key=source)["Body"].read())
    s3.delete_object(Bucket=bucket, Key=source)
else:
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
