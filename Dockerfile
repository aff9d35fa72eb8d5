# The image of web, worker, beat and migrate: Debian slim, packages held to hashes, no compiler, not root.
ARG PYTHON_IMAGE=python:3.13.18-slim-trixie
ARG NODE_IMAGE=node:24.19.0-trixie-slim

FROM ${NODE_IMAGE} AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY frontend frontend
RUN npm run build

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
WORKDIR /app
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes --no-deps --target /opt/uv -r requirements/bootstrap.txt \
    && python -m venv --without-pip /opt/venv \
    && /opt/uv/bin/uv pip sync --no-cache --compile-bytecode --require-hashes \
        --python /opt/venv/bin/python requirements/runtime.txt \
    && /opt/uv/bin/uv pip install --no-cache --require-hashes \
        --python /opt/venv/bin/python --target /opt/build -r requirements/build.txt
COPY . .
COPY --from=assets /src/portal/static/build portal/static/build
# No secret is needed to build: these two commands open no database, and what they make holds nothing of one.
RUN HOUVAST_ENV=development PYTHONPATH=/opt/build /opt/venv/bin/python manage.py catalogues compile \
    && HOUVAST_ENV=demo /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q . \
    && rm -rf frontend requirements

FROM ${PYTHON_IMAGE} AS image
LABEL org.opencontainers.image.title="Houvast" org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --gid 10001 houvast \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin houvast \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data /wave-keys
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data WAVE_KEYS_DIR=/wave-keys
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s --retries=4 CMD ["python", "deploy/healthcheck.py", "web"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "portal.wsgi:application"]
