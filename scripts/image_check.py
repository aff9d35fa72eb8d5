"""Build the image and start the services of compose.yaml without a container engine: `make image-check`.

The steps of the Dockerfile are read from the file and executed in a Debian that `debootstrap` makes; the services are
started from the result with the command, user, environment, mounts and limits that compose.yaml gives them. What
stands in for what is part of the output. Everything lives in one folder and in namespaces that end with this process.
"""

import argparse
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from image import compose
from image.build import Builder, Failed, Image, say

ROOT = Path(__file__).resolve().parents[1]
NEEDS = ("debootstrap", "mount")
CANNOT = 3
MEMORY_WANTED = 8_000_000_000  # then the whole check is done in memory, which spares the disk and leaves nothing on it
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def main() -> int:
    """Build, start, ask; 0 when all is as promised, 1 when not, 3 when this machine cannot show it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only-build", action="store_true", help="stop when the image is built")
    asked = parser.parse_args()
    if missing := what_is_missing():
        print(f"Not run: {missing}", file=sys.stderr)
        return CANNOT
    work = Path(tempfile.mkdtemp(prefix="houvast-image-", dir="/var/tmp"))
    # From here on every mount is this process's own and goes with it.
    os.unshare(os.CLONE_NEWNS)
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    try:
        if free_memory() > MEMORY_WANTED:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4g", "tmpfs", str(work)], check=True)
        work.chmod(0o711)  # the servers' user passes through to its own folder in it
        builder = Builder(work=work, source=ROOT)
        image = builder.build()
        say(f"The image is built: {size_of(builder)} MB above its base.")
        return 0 if asked.only_build else start(builder, image)
    except Failed as failure:
        say(f"failed\n{failure}")
        return 1
    finally:
        clean_up(work)


def what_is_missing() -> str:
    """Say what this machine lacks for the check, or nothing."""
    if sys.platform != "linux":
        return "the image is one for Linux, and its steps are executed on Linux only."
    if os.geteuid() != 0:
        return "only root can make a Debian and change into it. Run it in a virtual machine, as root."
    for program in NEEDS:
        if shutil.which(program) is None:
            return f"{program} is not installed. On Debian: apt-get install debootstrap mount"
    probe = "import os; os.unshare(os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWNET)"
    if subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False).returncode != 0:
        return "this machine gives no namespaces, as inside most containers. Use a virtual machine."
    return ""


def start(builder: Builder, image: Image) -> int:
    """Read compose.yaml as compose does, then start its services where nothing outside can be reached."""
    project = compose.prepare(builder, ROOT)
    os.unshare(os.CLONE_NEWNET)
    bring_loopback_up()
    command = [sys.executable, "-m", "portal.embedded", "--data", str(builder.work / "servers"), "--end-with-parent"]
    state = compose.write_state(builder, image, project)
    own = [sys.executable, str(Path(__file__).with_name("image_start.py")), str(state)]
    bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run([*command, "--", *own], cwd=ROOT, env=bare, check=False).returncode


def bring_loopback_up() -> None:
    """Switch on the one network interface of the new namespace."""
    with socket.socket() as probe:
        request = fcntl.ioctl(probe, SIOCGIFFLAGS, struct.pack("16sH14x", b"lo", 0))
        _name, flags = struct.unpack("16sH14x", request)
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def free_memory() -> int:
    """Return the bytes of memory that are free to use."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))


def size_of(builder: Builder) -> int:
    """Return the megabytes that the last stage adds to its base."""
    files = (path for path in (builder.work / "upper" / "image").rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum(path.stat().st_size for path in files) / 1_000_000)


def clean_up(work: Path) -> None:
    """Take the layers off and remove the folder."""
    for mounted in (*sorted((work / "root").glob("*"), reverse=True), work):
        subprocess.run(["umount", "--lazy", str(mounted)], capture_output=True, check=False)
    shutil.rmtree(work, ignore_errors=True)
    if work.exists():
        say(f"{work} could not be removed whole; remove it by hand.")


if __name__ == "__main__":
    sys.exit(main())
