"""A certificate authority of our own and the certificates of a cluster, by the openssl program."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from e2e.cluster.failures import ClusterError

DAYS = "3650"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """The cluster's certificate authority and what it has signed, all in one folder."""

    folder: Path

    @property
    def root(self) -> Pair:
        """The authority's own certificate."""
        return self.pair("ca")

    @property
    def service_accounts(self) -> Path:
        """The key that signs service account tokens."""
        return self.folder / "service-accounts.key"

    def create(self) -> None:
        """Make the root and the service accounts' key."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._certificate(
            self.root,
            "/CN=pilotlight-local",
            [
                *("-addext", "basicConstraints=critical,CA:TRUE"),
                *("-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"),
            ],
        )
        _openssl(
            *("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
            *("-out", str(self.service_accounts)),
        )

    def client(self, user: str, group: str | None = None) -> Pair:
        """A certificate that Kubernetes reads as this user, in this group."""
        pair = self.pair(user.replace(":", "-"))
        organisation = f"/O={group}" if group else ""
        self._signed(pair, f"{organisation}/CN={user}", "clientAuth", [])
        return pair

    def server(self, name: str, addresses: list[str], names: list[str]) -> Pair:
        """A certificate for a server that is called by these IP addresses and DNS names."""
        pair = self.pair(name)
        alternatives = [f"IP:{address}" for address in addresses] + [f"DNS:{it}" for it in names]
        self._signed(
            pair,
            f"/CN={name}",
            "serverAuth",
            ["-addext", f"subjectAltName={','.join(alternatives)}"],
        )
        return pair

    def _signed(self, pair: Pair, subject: str, usage: str, extra: list[str]) -> None:
        self._certificate(
            pair,
            subject,
            [
                *("-CA", str(self.root.certificate), "-CAkey", str(self.root.key)),
                *("-addext", "basicConstraints=critical,CA:FALSE"),
                *("-addext", "keyUsage=critical,digitalSignature,keyEncipherment"),
                *("-addext", f"extendedKeyUsage={usage}"),
                *extra,
            ],
        )

    def _certificate(self, pair: Pair, subject: str, extra: list[str]) -> None:
        # An empty configuration: the machine's openssl.cnf would add extensions of its own.
        _openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", DAYS, "-subj", subject, "-config", str(self._configuration())),
            *("-keyout", str(pair.key), "-out", str(pair.certificate)),
            *extra,
        )

    def _configuration(self) -> Path:
        file = self.folder / "openssl.cnf"
        file.write_text("[req]\ndistinguished_name = subject\n[subject]\n")
        return file

    def pair(self, name: str) -> Pair:
        """The files of a certificate that was made under this name."""
        return Pair(self.folder / f"{name}.crt", self.folder / f"{name}.key")


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"openssl {arguments[0]} failed: {done.stderr.strip()}")
