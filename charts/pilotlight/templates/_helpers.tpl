{{- define "pilotlight.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Names of our objects: the release's name when it already says pilotlight. */}}
{{- define "pilotlight.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "pilotlight.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* What selects the operator's pods; never changes during a release's life. */}}
{{- define "pilotlight.selectorLabels" -}}
{{ include "pilotlight.releaseLabels" . }}
app.kubernetes.io/component: operator
{{- end }}

{{/* What the operator's and the activator's pods have in common. */}}
{{- define "pilotlight.releaseLabels" -}}
app.kubernetes.io/name: {{ include "pilotlight.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pilotlight.labels" -}}
{{ include "pilotlight.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: pilotlight
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The same of the activator's. */}}
{{- define "pilotlight.activator.selectorLabels" -}}
{{ include "pilotlight.releaseLabels" . }}
app.kubernetes.io/component: activator
{{- end }}

{{- define "pilotlight.activator.labels" -}}
{{ include "pilotlight.activator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: pilotlight
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* What an activator may do where endpoints are served. */}}
{{- define "pilotlight.activator.rules" -}}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch]
{{- end }}

{{- define "pilotlight.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "pilotlight.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.create is false: set serviceAccount.name to the account to use" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* Cluster-scoped objects of ours: two releases in two namespaces must not fight over one. */}}
{{- define "pilotlight.clusterName" -}}
{{- $full := include "pilotlight.fullname" . }}
{{- if eq $full .Release.Namespace }}
{{- $full }}
{{- else }}
{{- printf "%s-%s" .Release.Namespace $full }}
{{- end }}
{{- end }}

{{/* (dict "image" <values> "root" $ "what" "image") → repository:tag or repository@digest */}}
{{- define "pilotlight.image" -}}
{{- $hint := printf "%s.repository is empty; build and push the images (docs/how-to/build-images.md), then set it to where yours are" .what }}
{{- $repository := required $hint .image.repository }}
{{- if .image.digest }}
{{- printf "%s@%s" $repository .image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default .root.Chart.AppVersion .image.tag) }}
{{- end }}
{{- end }}

{{/* Rights in the namespaces that are watched: no more than what the operator asks for. */}}
{{- define "pilotlight.rules" -}}
- apiGroups: [pilotlight.dev]
  resources: [inferenceendpoints]
  verbs: [get, list, watch]
- apiGroups: [pilotlight.dev]
  resources: [inferenceendpoints/status]
  verbs: [patch]
- apiGroups: [apps]
  resources: [controllerrevisions, deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
# These go with their endpoint, by garbage collection.
- apiGroups: [""]
  resources: [configmaps, serviceaccounts]
  verbs: [get, list, watch, create, patch]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
{{- if .Values.endpoints.podMonitors }}
- apiGroups: [monitoring.coreos.com]
  resources: [podmonitors]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  {{- if .Values.activator.enabled }}
  verbs: [get, list, watch, create, patch, delete]
  {{- else }}
  # An activator that was there before has left some behind.
  verbs: [get, list, watch, delete]
  {{- end }}
- apiGroups: [""]
  resources: [events]
  verbs: [list, create]
{{- if .Values.readNodes }}
- apiGroups: [""]
  resources: [resourcequotas]
  verbs: [list]
{{- end }}
{{- end }}
