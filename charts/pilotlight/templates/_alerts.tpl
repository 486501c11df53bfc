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
      # The worst of three minutes: a queue that is stuck has its operator restarted by the liveness
      # probe after two, and the new one begins to count from zero.
      expr: max(max_over_time(pilotlight_queue_oldest_seconds[3m])) > 60
      for: 5m
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: The Pilotlight operator does not get through its queue.
        description: >-
          For minutes endpoints have waited for the operator, up to {{ "{{ $value | humanizeDuration }}" }}.
          Changes take effect late or not at all; what serves goes on serving.
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
    - alert: PilotlightRolloutStuck
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_rollout_phase{phase=~"Starting|Testing|Exchanging|RollingBack"}) == 1
      for: {{ .Values.monitoring.prometheusRule.rolloutStuckFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "A rollout of {{ $labels.namespace }}/{{ $labels.name }} does not get on." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.rolloutStuckFor }} a revision has been starting, in its
          test or exchanging replicas, or traffic could not go back. kubectl pilotlight rollout status
          {{ "{{ $labels.name }} -n {{ $labels.namespace }}" }} says what it waits for.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightRolloutStuck") }}
    - alert: PilotlightWaitingForGPU
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_rollout_phase{phase="WaitingForGPU"}) == 1
      for: {{ .Values.monitoring.prometheusRule.waitingForGpuFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "A revision of {{ $labels.namespace }}/{{ $labels.name }} waits for accelerators." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.waitingForGpuFor }} there have been too few for its next
          replica. It goes on by itself once they are free. kubectl pilotlight rollout status
          {{ "{{ $labels.name }} -n {{ $labels.namespace }}" }} says how many are missing, and why.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightWaitingForGPU") }}
    - alert: PilotlightRolloutFailed
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_rollout_phase{phase="Failed"}) == 1
      for: 1m
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "The newest revision of {{ $labels.namespace }}/{{ $labels.name }} has failed." }}
        description: >-
          It was given up before it had traffic, or lost it again because a gate failed; the revision
          before it serves. kubectl pilotlight rollout status
          {{ "{{ $labels.name }} -n {{ $labels.namespace }}" }} says why.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightRolloutFailed") }}
{{- end }}
