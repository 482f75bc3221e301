variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "Account and region."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "emails" {
  description = "Mail addresses that get the alarms; each has to confirm once through a link in a mail from AWS."
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
  description = "Queue of parked messages."
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
  description = "Name of the bus that carries judged events."
  type        = string
}

variable "mail_events_rule" {
  description = "Rule of the default bus that passes on SES's mail events."
  type        = string
}

variable "event_rules" {
  description = "Names of the bus's rules, at most ten, because an alarm accepts no more metrics."
  type        = list(string)
}

variable "tables" {
  description = "The tables: name, indexes and the operations called on them, at most ten of each."
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
  description = "The databases: instance name, class and storage in GB."
  type = map(object({
    identifier           = string
    instance_class       = string
    allocated_storage_gb = number
  }))
}

variable "load_balancers" {
  description = "The load balancers, by their names in CloudWatch."
  type        = map(string)
}

variable "target_groups" {
  description = "The target groups, by their names in CloudWatch, each with its load balancer."
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
  description = "Hosts that are probed from outside every half minute, by service. Empty if only some networks are let in, because the probes do not come from those."
  type        = map(string)
}
