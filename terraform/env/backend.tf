# Copied into the root by `make plan TARGET=aws` (scripts/delivery/cloud/aws.ts); an emulator keeps its state in its own folder.
terraform {
  backend "s3" {}
}
