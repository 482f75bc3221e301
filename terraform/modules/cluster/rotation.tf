# Updates the pods' files when a secret changes; otherwise a pod keeps what it started with. In each interval every pod requests each of its
# secrets once; the services read the database password for each new connection (docs/adr/0020).
locals {
  secrets_rotation = jsonencode({
    secrets-store-csi-driver = {
      enableSecretRotation = true
      rotationPollInterval = "5m"
    }
  })
}
