{{/* The name of everything: the release's, with the chart's behind it unless it holds it already. */}}
{{- define "sigyn.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sigyn.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sigyn.labels" -}}
{{ include "sigyn.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sigyn.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "sigyn.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* "true" where requests need a login. */}}
{{- define "sigyn.login" -}}
{{- if or .Values.gateway.basicAuth.enabled .Values.sigyn.tenants -}}true{{- end -}}
{{- end -}}

{{/* The secret that holds .htpasswd. */}}
{{- define "sigyn.htpasswdSecret" -}}
{{- default (printf "%s-htpasswd" (include "sigyn.fullname" .)) .Values.gateway.basicAuth.existingSecret -}}
{{- end -}}

{{/* The secret that holds the keys of S3, or nothing where the pod's own identity is used. */}}
{{- define "sigyn.s3Secret" -}}
{{- $s3 := .Values.sigyn.storage.s3 -}}
{{- if eq .Values.sigyn.storage.type "s3" -}}
{{- if $s3.existingSecret -}}{{- $s3.existingSecret -}}
{{- else if $s3.accessKeyId -}}{{- printf "%s-s3" (include "sigyn.fullname" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
