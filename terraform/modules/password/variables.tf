variable "digits" {
  description = "How many hexadecimal digits the value has."
  type        = number
}
