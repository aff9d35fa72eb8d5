"""How gunicorn serves the portal: in the image, and with fewer processes in the demo. Arguments win over this file."""

import gc
import os
from typing import Any

bind = "0.0.0.0:8000"  # the container's own network; the proxy in front is the only door
worker_class = "portal.buffered_worker.BufferedWorker"  # a slow client holds none of them
workers = int(os.environ.get("WEB_WORKERS", "2"))
# One copy of the code in memory; nothing opens a connection while it is loaded. The demo has one process, which shares
# with nobody: there the parent would only hold a copy more.
preload_app = os.environ.get("HOUVAST_ENV") != "demo"
timeout = 60
graceful_timeout = 20
max_requests = 2000  # a slow leak never grows old
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - a heartbeat, no data
# The portal writes its own line for each request, without address, path or person; gunicorn's would hold all three.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Before the first fork: leave what is loaded alone, else each collection writes to pages that are shared."""
    gc.collect()
    gc.freeze()
