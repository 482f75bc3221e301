"""Prints what exists in an emulator, one `kind name` per line: a destroy must remove it all. Arguments: endpoint, region."""

import sys

import boto3

endpoint, region = sys.argv[1:3]


def client(service):
    return boto3.client(
        service, endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
    )


ec2, iam, logs = client("ec2"), client("iam"), client("logs")
kms, elb, cloudwatch = client("kms"), client("elbv2"), client("cloudwatch")

KINDS = {
    "vpc": lambda: [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]],
    "subnet": lambda: [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]],
    "security group": lambda: [group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]],
    "route table": lambda: [table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]],
    "internet gateway": lambda: [one["InternetGatewayId"] for one in ec2.describe_internet_gateways()["InternetGateways"]],
    "nat gateway": lambda: [
        one["NatGatewayId"] for one in ec2.describe_nat_gateways()["NatGateways"] if one["State"] != "deleted"
    ],
    "address": lambda: [one["AllocationId"] for one in ec2.describe_addresses()["Addresses"]],
    "endpoint": lambda: [one["VpcEndpointId"] for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]],
    "flow log": lambda: [one["FlowLogId"] for one in ec2.describe_flow_logs()["FlowLogs"]],
    "cluster": lambda: client("eks").list_clusters()["clusters"],
    "database": lambda: [one["DBInstanceIdentifier"] for one in client("rds").describe_db_instances()["DBInstances"]],
    "database subnets": lambda: [one["DBSubnetGroupName"] for one in client("rds").describe_db_subnet_groups()["DBSubnetGroups"]],
    "backup vault": lambda: [one["BackupVaultName"] for one in client("backup").list_backup_vaults()["BackupVaultList"]],
    "backup plan": lambda: [one["BackupPlanName"] for one in client("backup").list_backup_plans()["BackupPlansList"]],
    "repository": lambda: [one["repositoryName"] for one in client("ecr").describe_repositories()["repositories"]],
    "load balancer": lambda: [one["LoadBalancerName"] for one in elb.describe_load_balancers()["LoadBalancers"]],
    "target group": lambda: [one["TargetGroupName"] for one in elb.describe_target_groups()["TargetGroups"]],
    "certificate": lambda: [
        one["DomainName"] for one in client("acm").list_certificates()["CertificateSummaryList"]
    ],
    "zone": lambda: [one["Name"] for one in client("route53").list_hosted_zones()["HostedZones"]],
    "firewall": lambda: [one["Name"] for one in client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]],
    "bucket": lambda: [one["Name"] for one in client("s3").list_buckets()["Buckets"]],
    "key": lambda: [
        key["KeyId"]
        for key in kms.list_keys()["Keys"]
        # The deletion of a key can be cancelled for a while.
        if kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] != "PendingDeletion"
    ],
    "secret": lambda: [one["Name"] for one in client("secretsmanager").list_secrets()["SecretList"]],
    "role": lambda: [one["RoleName"] for one in iam.list_roles()["Roles"]],
    "identity provider": lambda: [one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]],
    "function": lambda: [one["FunctionName"] for one in client("lambda").list_functions()["Functions"]],
    "queue": lambda: client("sqs").list_queues().get("QueueUrls", []),
    "table": lambda: client("dynamodb").list_tables()["TableNames"],
    "bus": lambda: [one["Name"] for one in client("events").list_event_buses()["EventBuses"]],
    "topic": lambda: [one["TopicArn"] for one in client("sns").list_topics()["Topics"]],
    "alarm": lambda: [one["AlarmName"] for one in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]],
    "dashboard": lambda: [one["DashboardName"] for one in cloudwatch.list_dashboards().get("DashboardEntries", [])],
    "log group": lambda: [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]],
    "mail identity": lambda: client("ses").list_identities()["Identities"],
    "mail domain": lambda: [one["IdentityName"] for one in client("sesv2").list_email_identities()["EmailIdentities"]],
    "configuration set": lambda: client("sesv2").list_configuration_sets()["ConfigurationSets"],
}

for kind, names in KINDS.items():
    for name in sorted(names()):
        print(f"{kind} {name}")
