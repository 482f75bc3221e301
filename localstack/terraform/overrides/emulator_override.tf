module "pipeline" {
  emulator_url = var.emulator_url
}

# Nothing stands in us-east-1 here. A provider that nobody uses is not started: each costs seconds of a processor to check and to plan.
module "alarms" {
  providers = {
    aws        = aws
    aws.global = aws
  }
}
