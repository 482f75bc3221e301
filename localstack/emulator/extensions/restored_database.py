"""Puts another database under the name of an existing one, as after a restore and two renamings (docs/operations.md), which an emulator
does not support. It keeps the settings that RDS would keep; all others are those of the commands there.
Arguments: endpoint, region, identifier."""

import sys

import boto3

endpoint, region, identifier = sys.argv[1:4]
rds = boto3.client("rds", endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test")
[old] = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
rds.modify_db_instance(DBInstanceIdentifier=identifier, DeletionProtection=False, ApplyImmediately=True)
rds.delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
[new] = [
    rds.create_db_instance(
        DBInstanceIdentifier=identifier,
        **{
            name: old[name]
            for name in (
                "Engine EngineVersion DBInstanceClass DBName MasterUsername AllocatedStorage StorageType StorageEncrypted"
                " KmsKeyId MultiAZ PubliclyAccessible"
            ).split()
            if old.get(name) is not None
        },
        DBSubnetGroupName=old["DBSubnetGroup"]["DBSubnetGroupName"],
        DBParameterGroupName=old["DBParameterGroups"][0]["DBParameterGroupName"],
        VpcSecurityGroupIds=[group["VpcSecurityGroupId"] for group in old["VpcSecurityGroups"]],
        ManageMasterUserPassword=True,
        DeletionProtection=True,
    )["DBInstance"]
]
assert new["DbiResourceId"] != old["DbiResourceId"]
print(new["DbiResourceId"])
