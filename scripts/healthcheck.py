"""Is this container's process well? `healthcheck.py web|worker|beat`, run by docker-compose.yml.

Exit code 0 for yes, 1 with the reason on standard error for no.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

BEAT_SILENCE_SECONDS = 600  # beat writes its schedule every three minutes


def web() -> str | None:
    """Asks as the reverse proxy would: neither the check of hosts nor the redirect to HTTPS is in the way."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
    port = int(os.environ.get("PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except OSError as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return f"answered {status}" if status >= 400 else None


def worker() -> str | None:
    """Sends a ping to this container's worker through the broker."""
    destination = f"celery@{socket.gethostname()}"
    command = ["celery", "-A", "config", "inspect", "ping", "--timeout", "10", "--destination", destination]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else done.stdout + done.stderr


def beat() -> str | None:
    """Looks how long ago beat wrote its schedule."""
    written = [path.stat().st_mtime for path in Path(os.environ["JIHENG_VAR"]).glob("celerybeat-schedule*")]
    if not written:
        return "no schedule written"
    silent = time.time() - max(written)
    return f"silent for {silent:.0f} s" if silent > BEAT_SILENCE_SECONDS else None


CHECKS = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    complaint = CHECKS[sys.argv[1]]()
    if complaint:
        sys.exit(complaint)
