variable "name" {
  description = "Beginning of every name."
  type        = string
}

variable "account" {
  description = "Where it stands."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "emails" {
  description = "Addresses that get the alarms; each has to open a link in a mail of AWS once."
  type        = set(string)
}

variable "queues" {
  description = "Full name of each queue with a consumer, by its key."
  type        = map(string)
}

variable "dead_letter_queues" {
  description = "Full name of each dead-letter queue, by the key of its queue."
  type        = map(string)
}

variable "parked_queue" {
  description = "Queue of what was set aside."
  type        = string
}

variable "functions" {
  description = "The functions."
  type        = list(string)
}

variable "stream_function" {
  description = "The function that reads the table's stream."
  type        = string
}

variable "event_bus" {
  description = "Name of the bus of judged events."
  type        = string
}

variable "mail_events_rule" {
  description = "Rule of the default bus that passes on what SES tells of mails."
  type        = string
}

variable "event_rules" {
  description = "Names of its rules, at most ten: an alarm takes no more metrics."
  type        = list(string)
}

variable "tables" {
  description = "The tables: name, indexes and the operations that are asked of it, at most ten of each."
  type = map(object({
    name       = string
    indexes    = list(string)
    operations = list(string)
  }))
}

variable "outbox_services" {
  description = "Services that have an outbox."
  type        = list(string)
}

variable "databases" {
  description = "The databases: name of the instance, its class and its storage in GB."
  type = map(object({
    identifier           = string
    instance_class       = string
    allocated_storage_gb = number
  }))
}

variable "load_balancers" {
  description = "The load balancers as CloudWatch calls them."
  type        = map(string)
}

variable "target_groups" {
  description = "The target groups as CloudWatch calls them, each with its load balancer."
  type = map(object({
    group         = string
    load_balancer = string
  }))
}

variable "certificates" {
  description = "ARN of each certificate."
  type        = map(string)
}

variable "pods_log_group" {
  description = "Log group of the pods."
  type        = string
}

variable "outside_hosts" {
  description = "Names that are asked from outside every half minute, by service. Empty where only some networks are let in: whoever asks is not in them."
  type        = map(string)
}
