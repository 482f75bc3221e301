variable "name" {
  description = "Beginning of every repository's name."
  type        = string
}

variable "services" {
  description = "The services."
  type        = set(string)
}

variable "kept_images" {
  description = "Images kept of each service."
  type        = number
  default     = 50
}

variable "deletion_protection" {
  description = "Refuse to delete a repository that has images."
  type        = bool
}
