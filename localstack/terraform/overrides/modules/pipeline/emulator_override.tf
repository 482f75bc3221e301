# An emulator makes a queue's URL of its own address, the account and the name: the functions need not wait 25 s for the queue.
locals {
  parked_url = "${var.emulator_url}/${local.account.id}/ParkedQueue"
}
