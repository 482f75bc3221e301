variable "emulator_url" {
  description = "Base URL of the emulator as the functions reach it."
  type        = string
  # Always given; but Terraform asks main.tf itself for what has no default, and does not look into its override.
  default = null
}
