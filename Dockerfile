# Linchpin as a container: see docs/operations.md. Nothing but what stands in requirements.lock is
# installed, and nothing in it is written to while it runs.
FROM python:3.11.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /opt/linchpin

COPY requirements.lock ./
# Chinese in packs as PDF; the fonts are no program.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        -r requirements.lock \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin linchpin \
    && install -d -o linchpin -g linchpin -m 0700 /var/lib/linchpin

COPY app.py assess.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY analytics analytics
COPY data data
COPY pages pages

USER linchpin
ENV LINCHPIN_HOME=/var/lib/linchpin
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true", "--server.fileWatcherType", "none"]
