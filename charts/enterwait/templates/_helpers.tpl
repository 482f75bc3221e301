{{/* Every template takes a dict: {root: $, name: "enterwait", service: .Values.services.enterwait}. */}}

{{- define "enterwait.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "enterwait.labels" -}}
{{ include "enterwait.selector" . }}
app.kubernetes.io/part-of: enterwait
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Values.imageTag | trunc 63 | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "enterwait.image" -}}
{{ .service.repository }}:{{ .root.Values.imageTag }}
{{- end }}

{{- define "enterwait.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Add-ons must not inject a container into a pod: it would have no security context, so the namespace would refuse the pod. */}}
{{- define "enterwait.podAnnotations" -}}
instrumentation.opentelemetry.io/inject-dotnet: "false"
instrumentation.opentelemetry.io/inject-java: "false"
instrumentation.opentelemetry.io/inject-nodejs: "false"
instrumentation.opentelemetry.io/inject-python: "false"
{{- end }}

{{- define "enterwait.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Where the database is: all that a migration needs besides the secrets. */}}
{{- define "enterwait.databaseEnvironment" -}}
HOSTNAME: {{ .service.database.host | quote }}
DB_PORT: {{ .service.database.port | quote }}
DATABASE: {{ .service.database.name | quote }}
USERNAME: {{ .service.database.username | quote }}
DB_TLS: rds
SECRETS_DIR: /var/run/enterwait/secrets
LOG_LEVEL: {{ .root.Values.logLevel }}
{{- end }}

{{- define "enterwait.accessRecordsEnvironment" -}}
{{ include "enterwait.databaseEnvironment" . }}
ACCESS_RECORD_RETENTION_DAYS: {{ .root.Values.accessRecords.retentionDays | quote }}
{{- end }}

{{- define "enterwait.environment" -}}
{{ include "enterwait.databaseEnvironment" . }}
DB_POOL_SIZE: {{ .service.database.poolSize | quote }}
HOST: 0.0.0.0
PORT: {{ .service.port | quote }}
REGION: {{ .root.Values.region }}
AWS_REGION: {{ .root.Values.region }}
QUEUE_URL: {{ .root.Values.pipeline.queueUrl | quote }}
MAIL_QUEUE_URL: {{ .root.Values.pipeline.mailQueueUrl | quote }}
PUBLIC_URL: {{ .service.publicUrl | quote }}
TRUST_PROXY: {{ join "," .root.Values.network.loadBalancerCidrs | quote }}
REQUIRE_SECOND_FACTOR: {{ .root.Values.signIn.requireSecondFactor | quote }}
SESSION_IDLE_MINUTES: {{ .root.Values.signIn.idleMinutes | quote }}
{{- if .service.monitor }}
TABLE_NAME: {{ .root.Values.pipeline.tableName | quote }}
{{- range $peer := list "enterwait" "nursery" }}
{{ upper $peer }}_URL: http://{{ $peer }}.{{ $.root.Release.Namespace }}.svc:{{ (index $.root.Values.services $peer).port }}
{{- end }}
{{- end }}
{{- with .service.oidc }}
{{- if .issuer }}
OIDC_ISSUER: {{ .issuer | quote }}
OIDC_CLIENT_ID: {{ .clientId | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* What the nightly jobs work on: two databases, the table and the queues. */}}
{{- define "enterwait.nightlyEnvironment" -}}
REGION: {{ .root.Values.region }}
AWS_REGION: {{ .root.Values.region }}
QUEUE_URL: {{ .root.Values.pipeline.queueUrl | quote }}
TABLE_NAME: {{ .root.Values.pipeline.tableName | quote }}
DB_TLS: rds
SECRETS_DIR: /var/run/enterwait/secrets
LOG_LEVEL: {{ .root.Values.logLevel }}
{{- range $name := list "enterwait" "nursery" }}
{{- $database := (index $.root.Values.services $name).database }}
{{ upper $name }}_DB_HOST: {{ $database.host | quote }}
{{ upper $name }}_DB_PORT: {{ $database.port | quote }}
{{ upper $name }}_DB_NAME: {{ $database.name | quote }}
{{ upper $name }}_DB_USER: {{ $database.username | quote }}
{{- end }}
{{- end }}

{{/* As the list that a container takes; the service's own `env` takes precedence. */}}
{{- define "enterwait.env" -}}
{{- $env := merge (dict) (.service.env | default dict) (include .environment . | fromYaml) }}
{{- range $key := keys $env | sortAlpha }}
- {name: {{ $key }}, value: {{ index $env $key | toString | quote }}}
{{- end }}
{{- end }}

{{- define "enterwait.jsonSecret" -}}
- objectName: {{ .secret | quote }}
  objectType: secretsmanager
  objectAlias: {{ .alias }}
  jmesPath:
  {{- range .keys }}
    - {path: {{ .path }}, objectAlias: {{ .name }}}
  {{- end }}
{{- end }}

{{/* Files named after variables, read by packages/http/src/config/secret-files.ts. */}}
{{- define "enterwait.serviceSecrets" -}}
{{- $keys := .service.secretKeys }}
{{- with .service.oidc }}{{ if .issuer }}{{ $keys = append $keys "OIDC_CLIENT_SECRET" }}{{ end }}{{ end }}
{{- $paths := list }}
{{- range $keys }}{{ $paths = append $paths (dict "path" . "name" .) }}{{ end }}
{{- include "enterwait.jsonSecret" (dict "secret" .service.secret "alias" "service" "keys" $paths) }}
{{ include "enterwait.passwordSecret" . }}
{{- if .service.monitor }}
{{ include "enterwait.peerSecret" . }}
{{- end }}
{{- if .service.signed }}
- objectName: {{ .root.Values.webhookSecret | quote }}
  objectType: secretsmanager
  objectAlias: WEBHOOK_SECRET
{{- end }}
{{- end }}

{{- define "enterwait.passwordSecret" -}}
{{- include "enterwait.jsonSecret" (dict "secret" .service.database.secret "alias" "database" "keys" (list (dict "path" "PASSWORD" "name" "PASSWORD"))) }}
{{- end }}

{{- define "enterwait.peerSecret" -}}
{{- include "enterwait.jsonSecret" (dict "secret" .root.Values.peerSecret "alias" "peer" "keys" (list (dict "path" "PEER_KEY" "name" "PEER_KEY"))) }}
{{- end }}

{{- define "enterwait.masterSecret" -}}
{{- $master := list (dict "path" "username" "name" "MASTER_USERNAME") (dict "path" "password" "name" "MASTER_PASSWORD") }}
{{- include "enterwait.jsonSecret" (dict "secret" .service.database.masterSecret "alias" "master" "keys" $master) }}
{{- end }}

{{/* management's key is entered in the systems that management calls; management itself enters it nowhere. */}}
{{- define "enterwait.migrationSecrets" -}}
{{- include "enterwait.passwordSecret" . }}
{{ include "enterwait.masterSecret" . }}
{{- if not .service.monitor }}
{{ include "enterwait.peerSecret" . }}
{{- end }}
{{- end }}
