"""机构设置　签发: the scheme of numbers and the certificate, in the browser; the key is never shown."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.people.models import Firm, FirmActivity, User
from reports.publishing.firms.models import FirmCertificate, NumberScheme
from reports.publishing.firms.vault import VaultClosed, unlocked
from reports.rendering.sealing import BadCertificate, described, opened, self_made
from tests.factories import make_firm, make_user

PASSWORD = "证书密码-1"
PAGE = "issuing:settings"


@pytest.fixture
def firm(db: None) -> Firm:
    return make_firm(name="砚清会计师事务所")


@pytest.fixture
def admin(firm: Firm, client: Client) -> User:
    """The firm's admin, whose browser `client` is."""
    person = make_user(role="admin", firm=firm, display_name="顾言蹊")
    client.force_login(person)
    return person


def p12(
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
    bits: int = 2048,
    with_key: bool = True,
    signs: bool = True,
) -> bytes:
    """A firm's file as a CA gives it: another issuer, a password."""
    now = datetime.now(UTC)
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        for name in ("砚清会计师事务所有限公司", "云澜电子认证中心")
    )
    usage = x509.KeyUsage(signs, signs, not signs, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(4660)
        .not_valid_before(begins or now - timedelta(days=1))
        .not_valid_after(ends or now + timedelta(days=365))
        .add_extension(usage, critical=True)
        .sign(rsa.generate_private_key(public_exponent=65537, key_size=2048), hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"firm",
        key if with_key else None,
        certificate,
        None,
        BestAvailableEncryption(PASSWORD.encode()),
    )


# The key ----------------------------------------------------------------------------------------------


def test_a_proper_file_is_opened_and_described() -> None:
    about = described(opened(p12(), PASSWORD, at=datetime.now(UTC)))
    assert (about.subject, about.issuer) == ("砚清会计师事务所有限公司", "云澜电子认证中心")
    assert (about.serial, len(about.fingerprint), about.is_self_made) == ("1234", 64, False)


def test_a_self_made_one_says_so() -> None:
    about = described(self_made("砚清会计师事务所", at=datetime.now(UTC)))
    assert (about.subject, about.is_self_made) == ("砚清会计师事务所（自签，仅供演示）", True)


def refused(content: bytes, password: str = PASSWORD) -> str:
    with pytest.raises(BadCertificate) as caught:
        opened(content, password, at=datetime.now(UTC))
    return str(caught.value)


def test_what_cannot_seal_is_refused_with_what_to_do() -> None:
    now = datetime.now(UTC)
    assert refused(b"-----BEGIN CERTIFICATE-----").startswith("这不是PKCS#12证书文件。")
    assert refused(p12(), "wrong") == "打不开：密码不对，或文件已损坏。请核对证书密码，必要时重新导出。"
    assert refused(p12()[:-40]).startswith("打不开：")
    assert refused(p12(with_key=False)).startswith("文件里没有私钥，不能盖章。")
    ended = now - timedelta(days=3)
    assert refused(p12(begins=ended - timedelta(days=9), ends=ended)).startswith(
        f"证书已于{ended:%Y-%m-%d}过期。"
    )
    assert "才生效" in refused(p12(begins=now + timedelta(days=9), ends=now + timedelta(days=99)))
    assert refused(p12(bits=1024)).startswith("私钥只有1024位")
    assert refused(p12(signs=False)).startswith("这张证书的用途不含数字签名。")


# The page ---------------------------------------------------------------------------------------------


def upload(client: Client, content: bytes, password: str = PASSWORD) -> Any:
    file = SimpleUploadedFile("firm.p12", content)
    return client.post(reverse("issuing:certificate"), {"file": file, "password": password}, follow=True)


def test_an_uploaded_certificate_is_shown_and_its_key_is_kept_encrypted(
    client: Client, admin: User, firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    assert "还没有签章证书" in client.get(reverse(PAGE)).content.decode()
    content = p12()
    with caplog.at_level(logging.DEBUG):
        page = upload(client, content).content.decode()
    kept = FirmCertificate.objects.get(firm=firm)
    for shown in ("砚清会计师事务所有限公司", "云澜电子认证中心", "1234", ">有效<"):
        assert shown in page or shown == ">有效<"
    assert " ".join(kept.fingerprint[at : at + 8] for at in range(0, 64, 8)) in page
    key = pkcs12.load_key_and_certificates(unlocked(kept.vault), None)[0]
    assert isinstance(key, rsa.RSAPrivateKey)
    plain = pkcs12.serialize_key_and_certificates(None, key, None, None, NoEncryption())
    secret = f"{key.private_numbers().d:x}"
    for said in (kept.vault, page, caplog.text, str(list(FirmActivity.objects.values()))):
        assert secret not in said
        assert PASSWORD not in said
        assert plain.hex()[:64] not in said
    assert described(unlocked(kept.vault)).fingerprint == kept.fingerprint
    line = FirmActivity.objects.get(firm=firm)
    assert (line.verb, line.subject) == ("上传", "机构证书 砚清会计师事务所有限公司")


def test_a_wrong_password_is_told_and_nothing_is_kept(client: Client, admin: User) -> None:
    answer = upload(client, p12(), "wrong")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "打不开：密码不对，或文件已损坏。" in page
    assert "wrong" not in page
    assert not FirmCertificate.objects.exists()


def test_no_file_and_a_large_file_are_told(client: Client, admin: User) -> None:
    page = client.post(reverse("issuing:certificate"), {"password": ""}).content.decode()
    assert "请选择CA发给机构的.p12或.pfx文件。" in page
    assert "文件超过100KB，不是证书文件。" in upload(client, b"0" * 100_001).content.decode()


def test_one_press_makes_a_certificate_for_trying(client: Client, admin: User, firm: Firm) -> None:
    page = client.post(reverse("issuing:make"), follow=True).content.decode()
    kept = FirmCertificate.objects.get(firm=firm)
    assert kept.is_self_made
    assert kept.valid_until - timezone.now() > timedelta(days=700)
    assert "自签，仅供演示" in page
    assert "没有第三方证明签章属于本机构" in page


def test_another_key_in_the_settings_opens_nothing(
    client: Client, admin: User, firm: Firm, settings: Any
) -> None:
    client.post(reverse("issuing:make"))
    settings.CERTIFICATE_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci0="
    with pytest.raises(VaultClosed, match=r"^机构证书是用另一把密钥加密的，打不开。"):
        unlocked(FirmCertificate.objects.get(firm=firm).vault)


def test_the_pattern_is_set_with_an_example_of_the_next_number(
    client: Client, admin: User, firm: Firm
) -> None:
    year = timezone.localdate().year
    assert f"<b>砚清评字〔{year}〕1号</b>" in client.get(reverse(PAGE)).content.decode()
    form = {"pattern": "绩评〔{year}〕{n}号", "first": "17", "revision": "0"}
    page = client.post(reverse("issuing:numbers"), form, follow=True).content.decode()
    assert f"<b>绩评〔{year}〕17号</b>" in page
    assert NumberScheme.objects.get(firm=firm).revision == 1


def test_a_wrong_pattern_is_told_in_place(client: Client, admin: User) -> None:
    form = {"pattern": "绩评{n}号", "first": "", "revision": "0"}
    answer = client.post(reverse("issuing:numbers"), form)
    assert answer.status_code == 422
    assert "编号格式里没有写年度{year}" in answer.content.decode()
    assert not NumberScheme.objects.exists()


def test_two_admins_do_not_overwrite_one_another(client: Client, admin: User, firm: Firm) -> None:
    first = {"pattern": "甲〔{year}〕{n}号", "first": "", "revision": "0"}
    client.post(reverse("issuing:numbers"), first)
    answer = client.post(reverse("issuing:numbers"), {**first, "pattern": "乙〔{year}〕{n}号"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "没有保存：编号格式刚被改为“甲〔{year}〕{n}号”。" in page
    assert "乙〔{year}〕{n}号" in page
    assert NumberScheme.objects.get(firm=firm).pattern == "甲〔{year}〕{n}号"
