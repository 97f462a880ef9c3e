"""Sending what is due: each mail claimed under a lease, sent outside any transaction, then marked as sent.

A mail can go out twice in one case only: the server took it, and the worker died, or lost the server's
answer, before that was written down. Both then bear the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from evaluations.notices import gates, queries
from evaluations.notices.actions import gather
from evaluations.notices.letters import address_of, letter
from evaluations.notices.models import Mail, MailState, Way
from evaluations.notices.transport import Delayed, Refused, Unreachable, send

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long an attempt may take; longer than the server may be silent."""
DELAYS = (1, 5, 15, 60)
"""Minutes until the next attempt; the last one again and again."""
MOST_ATTEMPTS = len(DELAYS) + 3 * 24
MOST_PER_RUN = 60
ODD = "程序错误，经过已记入日志"


def deliver(now: datetime) -> int:
    """Makes the digests whose hour has come, and sends what is due; returns how many mails went out.

    A server that cannot be reached ends the run: what it did not come to waits for the next one.
    """
    _make_digests(now)
    sent = 0
    for _ in range(MOST_PER_RUN):
        mail = claim(now)
        if mail is None:
            break
        try:
            sent += _send(mail)
        except Unreachable as error:
            _delay(mail, str(error), now)
            logger.warning("Mail %s: %s", mail.pk, error)
            break
        except Refused as error:
            _end(mail, MailState.GIVEN_UP, str(error))
        except Delayed as error:
            _delay(mail, str(error), now)
        except Exception:
            logger.exception("Mail %s was not sent", mail.pk)
            _delay(mail, ODD, now)
    return sent


def claim(now: datetime) -> Mail | None:
    """Takes the mail that has waited longest, for one attempt; of two who try, one gets it."""
    for mail in queries.due(now).select_related("to")[:MOST_PER_RUN]:
        free = queries.due(now).filter(pk=mail.pk, attempts=mail.attempts)
        if free.update(attempts=F("attempts") + 1, lease_until=now + LEASE):
            mail.attempts += 1
            return mail
    return None


def _send(mail: Mail) -> bool:
    """Sends it unless nobody is to get it any more; says whether it went out."""
    if said := _not_to_be_sent(mail):
        _end(mail, MailState.NOT_WANTED, said)
        return False
    told = gates.links(mail.to, list(mail.notices.order_by("created_at", "pk")))
    if not told:
        _end(mail, MailState.NOT_WANTED, "收件人已不能看所说的页面")
        return False
    send(letter(mail, told))
    _end(mail, MailState.SENT, "")
    return True


def _not_to_be_sent(mail: Mail) -> str:
    if not mail.to.is_active:
        return "账号已停用"
    if not address_of(mail.to):
        return "没有邮箱地址"
    if not mail.is_mandatory and queries.choice_of(mail.to).way == Way.SITE:
        return "本人选择只在站内通知"
    return ""


def _end(mail: Mail, state: MailState, said: str) -> None:
    sent_at = timezone.now() if state == MailState.SENT else None
    queries.held(mail).update(state=state, last_error=said[:300], lease_until=None, sent_at=sent_at)


def _delay(mail: Mail, said: str, now: datetime) -> None:
    """Another attempt later, and later each time; after three days of them no more."""
    if mail.attempts >= MOST_ATTEMPTS:
        _end(mail, MailState.GIVEN_UP, said)
        return
    wait = timedelta(minutes=DELAYS[min(mail.attempts, len(DELAYS)) - 1])
    queries.held(mail).update(
        state=MailState.FAILED, last_error=said[:300], lease_until=None, next_attempt_at=now + wait
    )


def _make_digests(now: datetime) -> None:
    local = timezone.localtime(now)
    prefix = f"digest:{local:%Y-%m-%d}:"
    for choice in queries.digests_due(local.hour, prefix):
        gather(choice.user, key=f"{prefix}{choice.user_id}", now=now)
