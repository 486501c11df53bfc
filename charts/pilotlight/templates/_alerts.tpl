{{/* (list $ "AlertName") → where its runbook is */}}
{{- define "pilotlight.runbook" -}}
{{- $base := (index . 0).Values.monitoring.prometheusRule.runbookBaseUrl | default "docs/runbooks" }}
{{- printf "%s/%s.md" (trimSuffix "/" $base) (lower (index . 1)) }}
{{- end }}

{{- define "pilotlight.alerts" -}}
- name: pilotlight
  rules:
    - alert: PilotlightOperatorDown
      # Another release's operator, which watches other namespaces, does not count.
      expr: (sum(pilotlight_leader{namespace={{ .Release.Namespace | quote }}}) or vector(0)) < 1
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
      # Zero by hand is meant. At zero by its load an endpoint is available, as long as its requests
      # are held.
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_condition{type="Available", status=~"False|Unknown"}) == 1
        unless on (namespace, name) (
        max by (namespace, name) (pilotlight_endpoint_desired_replicas) == 0
        unless on (namespace, name) pilotlight_scaling_max_replicas
        )
      for: {{ .Values.monitoring.prometheusRule.endpointNotAvailableFor }}
      labels:
        severity: critical
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Model endpoint {{ $labels.namespace }}/{{ $labels.name }} is not available." }}
        description: >-
          It has had too few ready workers, or nobody to hold its requests, for {{ .Values.monitoring.prometheusRule.endpointNotAvailableFor }}.
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
    - alert: PilotlightScalingBlind
      # A minute without complete numbers is what the law takes for an outage. Reasons of the last
      # minutes stay, so that two that take turns do not keep it from firing. Without a ready worker
      # there are no numbers: PilotlightEndpointNotAvailable tells of that.
      expr: >-
        max by (namespace, name, reason) (max_over_time(pilotlight_scaling_doubt[5m])) == 1
        and on (namespace, name)
        max by (namespace, name) (pilotlight_scaling_without_numbers_seconds) > 60
        and on (namespace, name)
        max by (namespace, name) (pilotlight_endpoint_ready_replicas) > 0
      for: {{ .Values.monitoring.prometheusRule.scalingBlindFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Autoscaling of {{ $labels.namespace }}/{{ $labels.name }} lacks numbers ({{ $labels.reason }})." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.scalingBlindFor }} it has had none that are complete, so
          it takes no replica away, and adds some only for what it can still see.
          kubectl -n {{ "{{ $labels.namespace }} describe iep {{ $labels.name }}" }} says what is wrong.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightScalingBlind") }}
    - alert: PilotlightAtMaximum
      # Noise may call for no more than there is for a moment, hence the two minutes.
      expr: >-
        max by (namespace, name) (pilotlight_scaling_max_replicas)
        and on (namespace, name)
        max by (namespace, name) (max_over_time(pilotlight_scaling_reason{reason="AtMaximum"}[2m])) == 1
      for: {{ .Values.monitoring.prometheusRule.atMaximumFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Model endpoint {{ $labels.namespace }}/{{ $labels.name }} needs more than its maximum of {{ $value }} replicas." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.atMaximumFor }} load, queue or late first tokens have
          called for more. Requests wait, or soon will.
          kubectl -n {{ "{{ $labels.namespace }} get iep {{ $labels.name }} -o jsonpath='{.status.scaling}'" }}
          has the numbers.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightAtMaximum") }}
    - alert: PilotlightScalingStuck
      # Replicas that do not start, whatever keeps them; or more that are decided on than asked for,
      # because there are no accelerators for them. The maximum is another alert.
      expr: >-
        max by (namespace, name) (max_over_time(pilotlight_scaling_reason{reason="ReplicasStuck"}[2m])) == 1
        or on (namespace, name)
        max_over_time((
        max by (namespace, name) (pilotlight_scaling_desired_replicas)
        > on (namespace, name) max by (namespace, name) (pilotlight_endpoint_desired_replicas)
        )[2m:15s])
        and on (namespace, name)
        max by (namespace, name) (pilotlight_endpoint_condition{type="AutoscalingActive", status="True"}) == 1
      for: {{ .Values.monitoring.prometheusRule.waitingForGpuFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Model endpoint {{ $labels.namespace }}/{{ $labels.name }} needs replicas that cannot start." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.waitingForGpuFor }} its load has called for more
          replicas, and there are no accelerators for them, or some do not start. Requests wait, or
          soon will.
          kubectl -n {{ "{{ $labels.namespace }} describe iep {{ $labels.name }}" }} says what they lack.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightScalingStuck") }}
    - alert: PilotlightScalingFlaps
      # The smaller of the two: a ramp goes one way many times, and only what flaps goes both.
      expr: >-
        (
        sum by (namespace, name) (increase(pilotlight_scaling_decisions_total{decision="up"}[1h]))
        < sum by (namespace, name) (increase(pilotlight_scaling_decisions_total{decision="down"}[1h]))
        or
        sum by (namespace, name) (increase(pilotlight_scaling_decisions_total{decision="down"}[1h]))
        <= sum by (namespace, name) (increase(pilotlight_scaling_decisions_total{decision="up"}[1h]))
        ) > 3
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "The number of replicas of {{ $labels.namespace }}/{{ $labels.name }} goes up and down." }}
        description: >-
          {{ "{{ $value | printf \"%.0f\" }}" }} times each way in an hour. Every way up costs a cold start, every
          way down a drain.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightScalingFlaps") }}
    - alert: PilotlightWarmPoolNotFull
      expr: >-
        max by (namespace, name)
        (pilotlight_endpoint_condition{type="WarmPoolReady", status="False"}) == 1
      for: {{ .Values.monitoring.prometheusRule.waitingForGpuFor }}
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "The warm pool of {{ $labels.namespace }}/{{ $labels.name }} is not full." }}
        description: >-
          For {{ .Values.monitoring.prometheusRule.waitingForGpuFor }} it has had fewer Ready replicas than
          it shall have; the next replica that is lost or wanted may cost a cold start.
          kubectl -n {{ "{{ $labels.namespace }} describe iep {{ $labels.name }}" }} says why.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightWarmPoolNotFull") }}
    - alert: PilotlightPromotionsSlow
      # A promotion is one label and what Kubernetes makes of it. One slow one may be chance.
      expr: >-
        histogram_quantile(0.9,
        sum by (le) (increase(pilotlight_warm_promotion_seconds_bucket{tier="Awake"}[30m]))) > 2
        and on ()
        sum(increase(pilotlight_warm_promotion_seconds_count{tier="Awake"}[30m])) > 2
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: Warm replicas take long to serve.
        description: >-
          Of the promotions in 30 minutes one in ten took {{ "{{ $value | humanizeDuration }}" }} or longer until the
          Service listed the replica, which has its model loaded. Requests wait meanwhile.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightPromotionsSlow") }}
    {{- if .Values.activator.enabled }}
    - alert: PilotlightActivatorDown
      expr: absent(sum(pilotlight_activator_endpoints{namespace={{ .Release.Namespace | quote }}}))
      for: 5m
      labels:
        severity: critical
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: No Pilotlight activator is up.
        description: >-
          For 5 minutes none has been scraped. Requests to endpoints that are scaled to zero are
          refused, and no endpoint goes to zero; what serves goes on serving.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightActivatorDown") }}
    - alert: PilotlightWakesUnheard
      # An activator repeats its word every 5 seconds while it holds requests.
      expr: >-
        sum(pilotlight_activator_held_requests) > 0
        unless on () sum(increase(pilotlight_activator_wakes_total{result="accepted"}[2m])) > 0
      for: 1m
      labels:
        severity: critical
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Held requests wait ({{ $value }}), and no operator hears of them." }}
        description: >-
          For minutes no operator has agreed to bring a replica. The requests are refused after
          their hold.maxWait.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightWakesUnheard") }}
    - alert: PilotlightActivatorRefusesSlices
      expr: max(pilotlight_activator_refused_slices) > 0
      for: 5m
      labels:
        severity: warning
        {{- with .Values.monitoring.prometheusRule.alertLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ "Activators cannot honour {{ $value }} of their slices." }}
        description: >-
          For 5 minutes activators have not been able to read what was written for an endpoint, or
          its port is another's or cannot be opened. Its requests are refused while it has no ready worker.
        runbook_url: {{ include "pilotlight.runbook" (list . "PilotlightActivatorRefusesSlices") }}
    {{- end }}
{{- end }}
