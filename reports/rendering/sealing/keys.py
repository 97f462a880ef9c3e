"""A firm's key and certificate: a PKCS#12 file in, the same without a password out, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

DER = b"\x30"
LEAST_BITS = 2048
OWN_BITS = 3072
OWN_VALIDITY = timedelta(days=2 * 365)
SELF_MADE = "自签，仅供演示"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class BadCertificate(Exception):
    """The file cannot seal reports; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What may be shown of a certificate; `fingerprint` is the SHA-256 of the whole, in hex."""

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    is_self_made: bool


def opened(content: bytes, password: str, *, at: datetime) -> bytes:
    """The PKCS#12 file without its password, checked: it has a key that may sign, valid at `at`.

    Raises BadCertificate.
    """
    if content[:1] != DER:
        raise BadCertificate("这不是PKCS#12证书文件。请选择CA发给机构的.p12或.pfx文件。")
    key, certificate, others = _loaded(content, password)
    if key is None:
        raise BadCertificate("文件里没有私钥，不能盖章。请连同私钥一起导出.p12文件。")
    if certificate is None:
        raise BadCertificate("文件里没有与私钥成对的证书。请重新导出，把证书和私钥一起放进.p12文件。")
    _check_key(key, certificate)
    _check_time(certificate, at)
    _check_use(certificate)
    assert isinstance(key, Key)
    return pkcs12.serialize_key_and_certificates(None, key, certificate, others, NoEncryption())


def described(content: bytes) -> Certificate:
    """What an `opened` file says."""
    _, certificate, _ = pkcs12.load_key_and_certificates(content, None)
    assert certificate is not None  # it was checked before it was kept
    return about(certificate)


def about(certificate: x509.Certificate) -> Certificate:
    """What may be shown of it."""
    return Certificate(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        is_self_made=certificate.subject == certificate.issuer,
    )


def self_made(firm: str, *, at: datetime) -> bytes:
    """A key and a certificate that nobody vouches for, for trying; it says so in its subject."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=OWN_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, firm[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{firm[:50]}（{SELF_MADE}）"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + OWN_VALIDITY)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, NoEncryption())


def _loaded(
    content: bytes, password: str
) -> tuple[object | None, x509.Certificate | None, list[x509.Certificate]]:
    try:
        return pkcs12.load_key_and_certificates(content, password.encode() or None)
    except UnsupportedAlgorithm as error:
        raise BadCertificate(
            "证书或私钥用了本系统不支持的算法（例如国密SM2）。请向CA申请RSA证书。"
        ) from error
    except ValueError as error:
        raise BadCertificate("打不开：密码不对，或文件已损坏。请核对证书密码，必要时重新导出。") from error


def _check_key(key: object, certificate: x509.Certificate) -> None:
    if not isinstance(key, Key):
        raise BadCertificate("私钥不是RSA或ECDSA，不能用来签PDF。请向CA申请RSA证书。")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_BITS:
        raise BadCertificate(f"私钥只有{key.key_size}位，不够安全。请换用{LEAST_BITS}位以上的证书。")
    if key.public_key() != certificate.public_key():
        raise BadCertificate("私钥与证书不是一对。请重新导出。")


def _check_time(certificate: x509.Certificate, at: datetime) -> None:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at > ends:
        raise BadCertificate(f"证书已于{ends:%Y-%m-%d}过期。请向CA续期后再上传。")
    if at < begins:
        raise BadCertificate(f"证书要到{begins:%Y-%m-%d}才生效。请到期后再上传。")


def _check_use(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise BadCertificate("这张证书的用途不含数字签名。请使用机构的签名证书，不要用加密证书。")


def _name(name: x509.Name) -> str:
    """CN first, then the organisation where it says more."""
    common = [str(one.value) for one in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    organisation = [str(one.value) for one in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    told = common + [one for one in organisation if not any(one in other for other in common)]
    return "　".join(told) or name.rfc4514_string()
