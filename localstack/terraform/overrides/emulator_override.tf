module "pipeline" {
  emulator_url = var.emulator_url
}
