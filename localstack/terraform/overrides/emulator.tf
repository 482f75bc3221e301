variable "emulator_url" {
  description = "Base URL of the emulator as the functions reach it."
  type        = string
}
