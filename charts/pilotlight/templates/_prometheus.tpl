{{/* Where the kubelet puts what the operator needs to ask Prometheus, and swaps what changes. */}}
{{- define "pilotlight.prometheus.folder" -}}
/etc/pilotlight/prometheus
{{- end }}

{{/* Values that contradict one another, which a schema could only refuse without saying why. */}}
{{- define "pilotlight.prometheus.check" -}}
{{- with .Values.prometheus }}
{{- $plain := list }}
{{- range $name, $_ := .headers }}{{ $plain = append $plain (lower $name) }}{{ end }}
{{- $secret := list }}
{{- range $name, $_ := .secretHeaders }}{{ $secret = append $secret (lower $name) }}{{ end }}
{{- if and .bearerToken.existingSecret .basicAuth.existingSecret }}
{{- fail "prometheus.bearerToken.existingSecret and prometheus.basicAuth.existingSecret: only one of them may be set" }}
{{- end }}
{{- if and (has "authorization" $secret) (or .bearerToken.existingSecret .basicAuth.existingSecret) }}
{{- fail "prometheus.secretHeaders.Authorization: remove it, or else prometheus.bearerToken and prometheus.basicAuth" }}
{{- end }}
{{- if and .basicAuth.username (not .basicAuth.existingSecret) }}
{{- fail "prometheus.basicAuth.existingSecret is empty: set it to the Secret with the password of basicAuth.username" }}
{{- end }}
{{- if and .basicAuth.existingSecret (not .basicAuth.username) }}
{{- fail "prometheus.basicAuth.username is empty: set it to the user whose password is in basicAuth.existingSecret" }}
{{- end }}
{{- if and .ca.existingSecret .ca.existingConfigMap }}
{{- fail "prometheus.ca.existingSecret and prometheus.ca.existingConfigMap: only one of them may be set" }}
{{- end }}
{{- if regexMatch "://[^/@]*@" .url }}
{{- fail "prometheus.url: no user and password here, set prometheus.basicAuth" }}
{{- end }}
{{- if has "authorization" $plain }}
{{- fail "prometheus.headers.Authorization: it is secret, set prometheus.bearerToken, basicAuth or secretHeaders" }}
{{- end }}
{{- range $name := $plain }}
{{- if has $name $secret }}
{{- fail (printf "prometheus.headers and prometheus.secretHeaders: %s is in both" $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
Sources of the projected volume. All are optional: the operator must serve without them, and says
itself what is missing.
*/}}
{{- define "pilotlight.prometheus.sources" -}}
{{- with .Values.prometheus }}
{{- with .bearerToken }}{{ if .existingSecret }}
- secret:
    name: {{ .existingSecret | quote }}
    optional: true
    items: [{key: {{ .key | quote }}, path: bearer-token}]
{{- end }}{{ end }}
{{- with .basicAuth }}{{ if .existingSecret }}
- secret:
    name: {{ .existingSecret | quote }}
    optional: true
    items: [{key: {{ .key | quote }}, path: password}]
{{- end }}{{ end }}
{{- with .ca }}{{ if or .existingSecret .existingConfigMap }}
- {{ ternary "secret" "configMap" (not (empty .existingSecret)) }}:
    name: {{ default .existingConfigMap .existingSecret | quote }}
    optional: true
    items: [{key: {{ .key | quote }}, path: ca.crt}]
{{- end }}{{ end }}
{{- with .clientCertificate }}{{ if .existingSecret }}
- secret:
    name: {{ .existingSecret | quote }}
    optional: true
    items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
{{- end }}{{ end }}
{{- range $name, $source := .secretHeaders }}
- secret:
    name: {{ $source.existingSecret | quote }}
    optional: true
    items: [{key: {{ $source.key | quote }}, path: {{ printf "headers/%s" $name | quote }}}]
{{- end }}
{{- end }}
{{- end }}

{{/* The settings that tell the operator of them. */}}
{{- define "pilotlight.prometheus.environment" -}}
{{- $folder := include "pilotlight.prometheus.folder" . }}
{{- with .Values.prometheus }}
{{- if .bearerToken.existingSecret }}
- name: PILOTLIGHT_PROMETHEUS_BEARER_TOKEN_FILE
  value: {{ $folder }}/bearer-token
{{- end }}
{{- if .basicAuth.existingSecret }}
- name: PILOTLIGHT_PROMETHEUS_USERNAME
  value: {{ .basicAuth.username | quote }}
- name: PILOTLIGHT_PROMETHEUS_PASSWORD_FILE
  value: {{ $folder }}/password
{{- end }}
{{- if or .ca.existingSecret .ca.existingConfigMap }}
- name: PILOTLIGHT_PROMETHEUS_CA_FILE
  value: {{ $folder }}/ca.crt
{{- end }}
{{- if .clientCertificate.existingSecret }}
- name: PILOTLIGHT_PROMETHEUS_CLIENT_CERT_FILE
  value: {{ $folder }}/tls.crt
- name: PILOTLIGHT_PROMETHEUS_CLIENT_KEY_FILE
  value: {{ $folder }}/tls.key
{{- end }}
{{- with .headers }}
- name: PILOTLIGHT_PROMETHEUS_HEADERS
  value: {{ toRawJson . | quote }}
{{- end }}
{{- with .secretHeaders }}
{{- $files := dict }}
{{- range $name, $_ := . }}{{ $_ := set $files $name (printf "%s/headers/%s" $folder $name) }}{{ end }}
- name: PILOTLIGHT_PROMETHEUS_HEADER_FILES
  value: {{ toRawJson $files | quote }}
{{- end }}
{{- end }}
{{- end }}
