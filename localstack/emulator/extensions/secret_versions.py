"""Prints the version of each secret in an emulator, one `name version` per line; `-` if it has no value. Arguments: endpoint, region."""

import sys

import boto3

endpoint, region = sys.argv[1:3]
secrets = boto3.client(
    "secretsmanager", endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
)
for name in sorted(one["Name"] for one in secrets.list_secrets()["SecretList"]):
    value = secrets.get_secret_value(SecretId=name)
    print(name, value["VersionId"] if value.get("SecretString") else "-")
