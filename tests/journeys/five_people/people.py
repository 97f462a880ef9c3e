"""Two of a firm and three from outside: their windows, invitations by e-mail, declarations."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email import policy
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NAME, PASSWORD
from tests.processes import Installation, wait_for

REVIEWER, EXPERT = "gu.yanxi@example.com", "liang.siqi@example.com"
CONTACT, OFFICER = "song.zhixia@example.com", "he.mingyuan@example.com"
NAMES = {NAME: "陆婉宁", REVIEWER: "顾言溪", EXPERT: "梁思齐", CONTACT: "宋知夏", OFFICER: "何明远"}
MINE = "a-password-of-ones-own"
INVITED = {EXPERT: "expert", CONTACT: "unit_contact", OFFICER: "bureau_officer"}

SMALL_FIRM = f"""
from dataclasses import replace
from evaluations.people.models import Firm, FirmMembership, User
from evaluations.projects.models import Project, ProjectMember
from evaluations.stages.defaults import DEFAULT, SignerPlan
from evaluations.stages.tables import ensure_table, new_version
from reports.publishing.firms.actions import make_certificate
firm = Firm.objects.get()
reviewer = User.objects.create_user({REVIEWER!r}, password={PASSWORD!r}, display_name="顾言溪")
FirmMembership.objects.create(firm=firm, user=reviewer, role="admin")
make_certificate(firm, by=reviewer)
lead = SignerPlan(role="lead", label="主评人")

def of_two(stage):
    signers = []
    for one in stage.signers:
        one = lead if one.role == "manager" else one
        if one not in signers:
            signers.append(one)
    return replace(stage, signers=tuple(signers))

number = ensure_table(firm).number
new_version(firm, [of_two(stage) for stage in DEFAULT], rests_on=number, by=reviewer)
"""
"""A firm of two: where the default asks for the project's manager, the 主评人 signs."""

LEVELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The running product, and the number of the project that is worked on."""

    chromium: Browser
    address: str
    installation: Installation
    folder: Path
    number: str

    def url(self, path: str = "") -> str:
        """A page of the project."""
        return f"{self.address}/projects/{self.number}/{path}"

    def window(self, size: tuple[int, int] = (1366, 768)) -> Page:
        """Somebody's own browser, signed out."""
        context = self.chromium.new_context(
            base_url=self.address,
            locale="zh-CN",
            accept_downloads=True,
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(30_000)
        return context.new_page()


def sign_in(window: Page, name: str, password: str = PASSWORD) -> Page:
    """By account and password."""
    window.goto("/")
    window.get_by_label("账号").fill(name)
    window.get_by_label("密码", exact=True).fill(password)
    window.get_by_role("button", name="登录").click()
    expect(window.get_by_label("我的账号")).to_be_visible()
    return window


def form_team(place: Place, evaluator: Page) -> None:
    """The manager becomes the 主评人, who is qualified; a colleague reviews; three are invited."""
    evaluator.goto(place.url("team/"))
    add = evaluator.get_by_role("listitem").filter(has_text=REVIEWER)
    add.get_by_role("combobox").select_option("reviewer")
    add.get_by_role("button", name="加入").click()
    for name, role in INVITED.items():
        box = evaluator.get_by_role("region", name="加入机构以外的人")
        box.get_by_label("姓名").fill(NAMES[name])
        box.get_by_label("邮箱").fill(name)
        box.get_by_label("角色").select_option(role)
        box.get_by_role("button", name="加入").click()
        expect(evaluator.get_by_role("region", name="小组").get_by_text(NAMES[name])).to_be_visible()


def qualify(place: Place, reviewer: Page) -> None:
    """The firm's admin makes the evaluator the 主评人 and writes down what qualifies her."""
    reviewer.goto(place.url("team/"))
    row = reviewer.get_by_role("row").filter(has_text=NAMES[NAME])
    row.get_by_role("link", name="修改").click()
    reviewer.get_by_label("角色").select_option("lead")
    reviewer.get_by_label("职称").fill("高级会计师")
    reviewer.get_by_label("执业资格").fill("注册会计师")
    reviewer.get_by_label("从业年限").fill("12")
    reviewer.get_by_label("绩效评价年限").fill("8")
    reviewer.get_by_role("button", name="保存").click()
    expect(reviewer.get_by_role("row").filter(has_text=NAMES[NAME])).to_contain_text("主评人")


def review_once(reviewer: Page) -> None:
    """The firm's admin leaves one level of internal review in the table, and reads what it means now."""
    reviewer.goto("/firm/stages/internal/")
    for number in range(1, LEVELS + 1):
        role = reviewer.get_by_label(f"第{number}位的角色")
        role.select_option("reviewer" if number == 1 else "")
        reviewer.get_by_label(f"第{number}位的名称").fill("复核人" if number == 1 else "")
        reviewer.get_by_label(f"第{number}位不得复核本人的工作").set_checked(number == 1)
    reviewer.get_by_role("button", name="存为新版").click()
    row = reviewer.get_by_role("row").filter(has_text="内部复核").first
    expect(row).to_contain_text("复核人")
    expect(row).not_to_contain_text("机构负责人")


def mailed_link(place: Place, name: str) -> str:
    """The link of the invitation that the worker sent to this address."""
    found: list[str] = []

    def has_come() -> bool:
        for path in sorted((place.folder / "mails").glob("*")):
            for letter in path.read_bytes().split(b"-" * 79):
                message = email.message_from_bytes(letter.strip(), policy=policy.default)
                body = message.get_body(("plain",)) if message["To"] else None
                if body is not None and name in str(message["To"]):
                    found.extend(re.findall(r"https?://\S+(/invitations/\S+/)", body.get_content()))
        return bool(found)

    wait_for(has_come, seconds=60, what=lambda: f"{name}: no invitation in {place.folder / 'mails'}")
    return found[-1]


def accept(place: Place, name: str) -> Page:
    """The one-time link, a password of one's own; the link opens nothing a second time."""
    window, link = place.window(), mailed_link(place, name)
    window.goto(link)
    window.get_by_label("密码", exact=True).fill(MINE)
    window.get_by_label("再输一次密码").fill(MINE)
    window.get_by_role("button", name="接受并登录").click()
    expect(window.get_by_label("我的账号")).to_be_visible()
    stranger = place.window()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="这个链接已经用过")).to_be_visible()
    stranger.context.close()
    return window


def declare(place: Place, window: Page) -> None:
    """One's own declaration of independence."""
    window.goto(place.url("declaration/"))
    window.get_by_role("radio").first.check()
    window.get_by_role("button", name="签署").click()
    expect(window.get_by_text("没有利害关系").first).to_be_visible()


def send(window: Page, url: str, **fields: str) -> tuple[int, str]:
    """What a person's own browser is answered when it posts what no page offers: status and text."""
    tokens = {one.get("name"): one.get("value") or "" for one in window.context.cookies()}
    headers = {"X-CSRFToken": tokens["csrftoken"], "Referer": url, "Accept": "text/html"}
    answer = window.context.request.post(url, form=dict(fields), headers=headers, max_redirects=5)
    return answer.status, answer.text()
