{{/* (list $ "AlertName") → where its runbook is */}}
{{- define "pilotlight.runbook" -}}
{{- $base := (index . 0).Values.monitoring.prometheusRule.runbookBaseUrl | default "docs/runbooks" }}
{{- printf "%s/%s.md" (trimSuffix "/" $base) (lower (index . 1)) }}
{{- end }}

{{- define "pilotlight.alerts" -}}
- name: pilotlight
  rules:
    - alert: PilotlightOperatorDown
      expr: (sum(pilotlight_leader) or vector(0)) < 1
      for: 5m
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: No Pilotlight operator leads.
        description: >-
          For 5 minutes no operator has held the Lease, or none is scraped. Endpoints go on serving,
          but nothing is rolled out, scaled or mended.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightOperatorDown") }}
    - alert: PilotlightQueueStuck
      expr: max(pilotlight_queue_oldest_seconds) > 120
      for: 5m
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: The Pilotlight operator does not get through its queue.
        description: >-
          An endpoint has waited {{ "{{ $value | humanizeDuration }}" }} for the operator. Changes of endpoints
          take effect late or not at all; what serves goes on serving.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightQueueStuck") }}
    - alert: PilotlightEndpointNotAvailable
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_condition{type="Available", status=~"False|Unknown"}) == 1
        unless on (namespace, name)
        max by (namespace, name) (pilotlight_endpoint_desired_replicas) == 0
      for: {{ .Values.monitoring.prometheusRule.endpointNotAvailableFor }}
      labels:
        severity: critical
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Model endpoint {{ $labels.namespace }}/{{ $labels.name }} is not available." }}
        description: >-
          It has had too few ready workers for {{ .Values.monitoring.prometheusRule.endpointNotAvailableFor }}.
          kubectl -n {{ "{{ $labels.namespace }} get iep {{ $labels.name }} -o wide" }} says why in one line.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightEndpointNotAvailable") }}
    - alert: PilotlightWorkerRestartStorm
      expr: sum by (namespace, name) (increase(pilotlight_worker_restarts_total[30m])) > 5
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Workers of {{ $labels.namespace }}/{{ $labels.name }} keep crashing." }}
        description: >-
          {{ "{{ $value | humanize }}" }} restarts in 30 minutes; each costs a model load, and capacity meanwhile.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightWorkerRestartStorm") }}
{{- end }}
