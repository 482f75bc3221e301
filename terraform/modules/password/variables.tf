variable "digits" {
  description = "Number of hexadecimal digits."
  type        = number
}
