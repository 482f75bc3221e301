variable "name" {
  description = "Prefix of every repository's name."
  type        = string
}

variable "services" {
  description = "The services."
  type        = set(string)
}

variable "kept_images" {
  description = "How many images of each service are kept."
  type        = number
  default     = 50
}

variable "deletion_protection" {
  description = "Refuse to delete a repository that contains images."
  type        = bool
}
