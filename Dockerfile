# The image of web, worker and beat; docker-compose.yml says which of them a container is.
FROM python:3.11.13-slim-bookworm

ENV PYTHONUTF8=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The libraries that WeasyPrint loads; the same list as RUN_PACKAGES in scripts/lib.sh.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

COPY requirements/base.lock /tmp/base.lock
RUN pip install --no-cache-dir --require-hashes --no-deps -r /tmp/base.lock

WORKDIR /srv/jiheng
COPY . .
RUN python -m compileall -q . \
    && useradd --system --home-dir /var/lib/jiheng --create-home jiheng
USER jiheng
# Uploaded files, static files, beat's schedule: a volume, shared by all containers.
ENV DJANGO_SETTINGS_MODULE=config.settings.prod JIHENG_VAR=/var/lib/jiheng
VOLUME /var/lib/jiheng
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "4", "--timeout", "120", "--no-control-socket", "--access-logfile", "-"]
