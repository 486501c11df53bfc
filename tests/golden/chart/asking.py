"""Two ways to be asked by Prometheus who the operator is, with all that there is around them."""

from tests.golden.chart.helm import Values

TOKEN: Values = {
    "prometheus": {
        "url": "https://mimir-gateway.mimir/prometheus",
        "bearerToken": {"existingSecret": "mimir-token"},
        "ca": {"existingConfigMap": "company-ca", "key": "bundle.pem"},
        "headers": {"X-Scope-OrgID": "team-a|team-b"},
    }
}
PASSWORD: Values = {
    "prometheus": {
        "url": "https://prometheus.monitoring:9090",
        "basicAuth": {"username": "pilotlight", "existingSecret": "prometheus", "key": "pass"},
        "ca": {"existingSecret": "prometheus"},
        "clientCertificate": {"existingSecret": "pilotlight-client"},
        "secretHeaders": {
            "X-Api-Key": {"existingSecret": "gateway", "key": "api-key"},
            "X-Another": {"existingSecret": "gateway", "key": "another"},
        },
    }
}
