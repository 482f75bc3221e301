"""Creates a public zone in an emulator and prints its id. Arguments: endpoint, region, domain."""

import sys

import boto3

endpoint, region, domain = sys.argv[1:4]
route53 = boto3.client(
    "route53", endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
)
print(route53.create_hosted_zone(Name=domain, CallerReference=domain)["HostedZone"]["Id"].rsplit("/", 1)[-1])
