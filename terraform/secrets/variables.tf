variable "region" {
  description = "Region of the secrets."
  type        = string
}

variable "versions" {
  description = "By secret (those of modules/secrets/fields.json, and webhook): raise the number by one to write the secret again, because a write-only value cannot be compared. make secrets takes the numbers from the state, so that nothing is rewritten by mistake."
  type        = map(number)

  validation {
    condition     = toset(keys(var.versions)) == toset(keys(local.names)) && alltrue([for number in values(var.versions) : number >= 1 && floor(number) == number])
    error_message = "versions must have a whole number from 1 for each secret."
  }
}

variable "make_secrets" {
  description = "Let AWS generate the values that are not given."
  type        = bool
  default     = true
}

variable "given_secrets" {
  description = "Values that are not to be generated, for example because they were taken over with a database: <service>/AUTH_SECRET, <service>/ADMIN_TOKEN, <service>-database/PASSWORD, management-peer/PEER_KEY. Given as TF_VAR_given_secrets; they appear in no plan and no state, and are only written when their secret is."
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = alltrue([for name in keys(var.given_secrets) : contains(local.service_values, name)])
    error_message = "given_secrets must be named <secret>/<variable>, as modules/secrets/fields.json has them."
  }
}

variable "webhook_secret" {
  description = "Signing secret of the deliveries in the Standard Webhooks format: whsec_ and the base64 of 24 to 64 random bytes. Given as TF_VAR_webhook_secret; null: AWS generates one."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    # 24 bytes are 8 groups of four characters; 64 are 21 groups and one of two characters and ==.
    condition = var.webhook_secret == null ? true : can(regex(
      "^whsec_(?:(?:[A-Za-z0-9+/]{4}){8,20}(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?|(?:[A-Za-z0-9+/]{4}){21}(?:[A-Za-z0-9+/]{2}==)?)$",
      var.webhook_secret,
    ))
    error_message = "webhook_secret must be whsec_ followed by the base64 of 24 to 64 bytes."
  }
}
