# A secret that is changed reaches the pods' files by itself: without it a pod has what it was started with. Every pod asks once in this
# time for each of its secrets; the services read the password of the database for each new connection (docs/adr/0020).
locals {
  secrets_rotation = jsonencode({
    secrets-store-csi-driver = {
      enableSecretRotation = true
      rotationPollInterval = "5m"
    }
  })
}
