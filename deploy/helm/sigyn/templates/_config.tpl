{{/* The server's configuration: what the values say, and structuredConfig over it. */}}
{{- define "sigyn.config" -}}
{{- $config := dict "auth_enabled" .Values.sigyn.auth_enabled -}}
{{- $server := dict "http_listen_address" "0.0.0.0" "http_listen_port" (int .Values.service.port) -}}
{{- $_ := set $config "server" (mergeOverwrite $server (deepCopy .Values.sigyn.server)) -}}
{{- $storage := dict -}}
{{- if eq .Values.sigyn.storage.type "s3" -}}
{{- $s3 := .Values.sigyn.storage.s3 -}}
{{- $s := dict "region" $s3.region "bucketnames" .Values.sigyn.storage.bucketNames.chunks "s3forcepathstyle" $s3.s3ForcePathStyle "insecure" $s3.insecure -}}
{{- if $s3.endpoint -}}{{- $_ := set $s "endpoint" $s3.endpoint -}}{{- end -}}
{{- if include "sigyn.s3Secret" . -}}
{{- $_ := set $s "access_key_id" "${S3_ACCESS_KEY_ID}" -}}
{{- $_ := set $s "secret_access_key" "${S3_SECRET_ACCESS_KEY}" -}}
{{- end -}}
{{- $_ := set $storage "s3" $s -}}
{{- $_ := set $config "ruler" (dict "storage" (dict "type" "s3" "s3" (dict "bucketnames" .Values.sigyn.storage.bucketNames.ruler))) -}}
{{- else if eq .Values.sigyn.storage.type "filesystem" -}}
{{- $_ := set $storage "filesystem" (dict "chunks_directory" "/var/lib/sigyn/chunks") -}}
{{- else -}}
{{- fail (printf "sigyn.storage.type is %q; it can be filesystem or s3" .Values.sigyn.storage.type) -}}
{{- end -}}
{{- $_ := set $config "common" (dict "path_prefix" "/var/lib/sigyn" "storage" $storage) -}}
{{- $_ := set $config "limits_config" .Values.sigyn.limits_config -}}
{{- $_ := set $config "runtime_config" (dict "file" "/etc/sigyn/runtime.yaml") -}}
{{- if include "sigyn.login" . -}}
{{- $gateway := dict "htpasswd_file" "/etc/sigyn-login/htpasswd" -}}
{{- if .Values.gateway.users -}}{{- $_ := set $gateway "users_file" "/etc/sigyn/users.yaml" -}}
{{- else if .Values.sigyn.tenants -}}{{- $_ := set $gateway "unlisted_users" "own" -}}
{{- end -}}
{{- if .Values.monitoring.serviceMonitor.enabled -}}{{- $_ := set $gateway "open_paths" "/,/ready,/metrics" -}}{{- end -}}
{{- $_ := set $config "sigyn" (dict "gateway" $gateway) -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config (deepCopy .Values.sigyn.structuredConfig)) -}}
{{- end -}}
