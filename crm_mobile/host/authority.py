"""A certificate authority of this machine alone, for trying the product on a real phone in the local network."""

import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from crm_mobile.core.clock import now

# Phones refuse server certificates that are valid for longer than this (Apple, since 2020).
LONGEST_VALIDITY = dt.timedelta(days=398)
VALIDITY = dt.timedelta(days=90)
RENEW_BEFORE = dt.timedelta(days=14)
AUTHORITY_VALIDITY = dt.timedelta(days=1825)

# The authority can vouch for local networks and this machine only: stolen, it opens nobody's bank.
LOCAL_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Files:
    """Where the authority's and the server's certificates and keys are."""

    authority: Path
    authority_key: Path
    certificate: Path
    key: Path


def files(home: Path) -> Files:
    folder = home / "phone"
    return Files(folder / "authority.crt", folder / "authority.key", folder / "server.crt", folder / "server.key")


def prepare(home: Path, address: Address) -> Files:
    """Make the authority once and a certificate for this address when there is none that is still good."""
    made = files(home)
    made.authority.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _can_vouch_for(made, address):
        _make_authority(made, address)
    if not _is_good(made, address):
        _make_certificate(made, address)
    return made


def fingerprint(certificate: Path) -> str:
    """SHA-256 in pairs, as phones show it."""
    digest = _read(certificate).fingerprint(hashes.SHA256())
    return ":".join(f"{byte:02X}" for byte in digest)


def _can_vouch_for(made: Files, address: Address) -> bool:
    if not (made.authority.exists() and made.authority_key.exists()):
        return False
    certificate = _read(made.authority)
    permitted = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [name.value for name in permitted if isinstance(name, x509.IPAddress)]
    lasts = certificate.not_valid_after_utc - now() > VALIDITY
    return lasts and any(address in network for network in networks if not isinstance(network, Address))


def _make_authority(made: Files, address: Address) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"crm_mobile on {os.uname().nodename}"[:64])])
    networks = [ipaddress.ip_network(network) for network in (*LOCAL_NETWORKS, str(address))]
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in networks]
    permitted += [x509.DNSName("localhost"), x509.DNSName("local")]
    certificate = (
        _builder(name, name, key.public_key(), AUTHORITY_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(made.authority_key, key)
    made.authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_certificate(made: Files, address: Address) -> None:
    authority = _read(made.authority)
    authority_key = serialization.load_pem_private_key(made.authority_key.read_bytes(), None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    # No address here: OpenSSL would take it for a host's name, which the authority may not vouch for.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "crm_mobile in the local network")])
    certificate = (
        _builder(name, authority.subject, key.public_key(), VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(made.key, key)
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, validity: dt.timedelta
) -> x509.CertificateBuilder:
    # An hour back: a phone's clock may be a little behind.
    begin = now() - dt.timedelta(hours=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(begin).not_valid_after(begin + validity)


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good(made: Files, address: Address) -> bool:
    if not (made.certificate.exists() and made.key.exists()):
        return False
    certificate = _read(made.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc - now() > RENEW_BEFORE
    return lasts and address in names.get_values_for_type(x509.IPAddress) and _is_signed(made, certificate)


def _is_signed(made: Files, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(_read(made.authority))
    except Exception:  # whatever is wrong with it, a new one is made
        return False
    return True


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.unlink(missing_ok=True)
    # Made with these rights, not given them afterwards: nobody reads it in between.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(text)
