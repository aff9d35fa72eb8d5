"""Execute the steps of the Dockerfile, read from the file, each stage on a root folder of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from steps import packages
from steps.assets import link_programs

from . import context, dockerfile
from .container import Container, Spec
from .dockerfile import Instruction, Stage

PLAIN_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RELEASE = "trixie"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
LENT = ("/etc/resolv.conf", CERTIFICATES)
STEP_SECONDS = 1200


class Failed(Exception):
    """A step did not do what the file says; the words are for whoever reads the output."""


@dataclass
class Image:
    """A root folder with what its stage said about the processes that will run in it."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": PLAIN_PATH})
    folder: str = "/"
    user: tuple[int, int] = (0, 0)
    command: list[str] = field(default_factory=list)


def say(text: str) -> None:
    """Write a line of the report at once."""
    print(text, flush=True)


class Builder:
    """Builds the stages one after the other in a work folder."""

    def __init__(self, *, work: Path, source: Path) -> None:
        self.work = work
        self.source = source
        self.images: dict[str, Image] = {}
        self.seen = work / "context"

    def build(self) -> Image:
        """Make the base systems, then every stage; return the last one."""
        stages = dockerfile.read(self.source / "Dockerfile")
        self._make_bases({stage.base for stage in stages})
        number = context.copy_context(self.source, self.seen)
        say(f"  build context by .dockerignore: {number} files")
        for stage in stages:
            self._stage(stage)
        return self.images[stages[-1].name]

    def layer(self, name: str, below: Path) -> Path:
        """Give a folder that shows what is below it and keeps its own changes."""
        upper, scratch, root = (self.work / kind / name for kind in ("upper", "scratch", "root"))
        for folder in (upper, scratch, root):
            folder.mkdir(parents=True)
        options = f"lowerdir={below},upperdir={upper},workdir={scratch}"
        subprocess.run(["mount", "-t", "overlay", "-o", options, "overlay", str(root)], check=True)
        return root

    # --- the base images --------------------------------------------------------------------------------------------
    def _make_bases(self, wanted: set[str]) -> None:
        base = self.work / "base"
        with Timed(f"Debian {RELEASE} by debootstrap, minimal, with Python, pip and certificates"):
            include = "ca-certificates,python3,python3-pip,python3-venv,python-is-python3"
            command = ["debootstrap", "--variant=minbase", f"--include={include}", RELEASE, str(base)]
            quietly(command, environment=dict(os.environ))
        for name in sorted(wanted):
            root = self.layer(f"base-{name.split(':')[0]}", base)
            self.images[name] = Image(root)
            kind = name.split(":")[0]
            if kind == "node":
                self._add_node(root)
            elif kind != "python":
                raise Failed(f"nothing here can stand in for the image {name}")
            version = {"node": ["node", "--version"], "python": ["python3", "--version"]}[kind]
            found = self.run(self.images[name], version).strip()
            origin = "the wheel of requirements/node.txt" if kind == "node" else "Debian's package"
            say(f"  {name}: stood in for by Debian {RELEASE} with {found} from {origin}")

    def _add_node(self, root: Path) -> None:
        """Lay Node of the project's own lock file into a Debian, where the image of Node has it."""
        shutil.copy2(self.source / "requirements" / "node.txt", root / "tmp" / "node.txt")
        install = ["python3", "-m", "pip", "install", "--quiet", "--no-cache-dir", "--require-hashes", "--no-deps"]
        self.run(Image(root), [*install, "--target", "/opt/node", "-r", "/tmp/node.txt"])  # noqa: S108 - in the root
        link_programs(root / "opt" / "node")
        for program in ("node", "npm", "npx"):
            (root / "usr/local/bin" / program).symlink_to(f"/opt/node/bin/{program}")

    # --- the stages -------------------------------------------------------------------------------------------------
    def _stage(self, stage: Stage) -> None:
        below = self.images[stage.base]
        image = Image(self.layer(stage.name, below.root), dict(below.environment), below.folder, below.user)
        self.images[stage.name] = image
        variables: dict[str, str] = {}
        say(f"stage {stage.name}, from {stage.base}")
        for instruction in stage.instructions:
            self._do(instruction, image, variables)

    def _do(self, instruction: Instruction, image: Image, variables: dict[str, str]) -> None:
        known = {**variables, **image.environment}
        text = instruction.text
        match instruction.name:
            case "ENV":
                image.environment |= dockerfile.pairs(text, known)
            case "ARG":
                name, _, default = text.partition("=")
                variables[name] = default
            case "WORKDIR":
                image.folder = str(Path(image.folder) / dockerfile.fill(text, known))
                (image.root / image.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "USER":
                uid, _, gid = text.partition(":")
                image.user = (int(uid), int(gid))
            case "CMD":
                image.command = dockerfile.command(text)
            case "COPY":
                self._copy(dockerfile.fill(text, known).split(), image)
            case "RUN":
                with Timed(f"RUN {short(text)}"):
                    self.run(image, ["/bin/sh", "-c", text])
                return
            case _:
                pass  # a label, a port and the check of the image itself change no file
        say(f"  {instruction.name} {short(text)}")

    def _copy(self, words: list[str], image: Image) -> None:
        origin = self.seen
        if words[0].startswith("--from="):
            origin = self.images[words.pop(0).removeprefix("--from=")].root
        context.copy(words[:-1], words[-1], origin=origin, root=image.root, folder=image.folder)

    def run(self, image: Image, command: list[str], *, shared: Mapping[str, Path] | None = None) -> str:
        """Run a command of the build: with this machine's way to the network, which an engine would lend as well."""
        lent = packages.as_pip_is_set_up(
            {"PIP_CERT": CERTIFICATES, "SSL_CERT_FILE": CERTIFICATES, "NODE_EXTRA_CA_CERTS": CERTIFICATES}
        )
        if "UV_DEFAULT_INDEX" in lent:
            lent["PIP_INDEX_URL"] = lent["UV_DEFAULT_INDEX"]
        spec = Spec(
            root=str(image.root),
            command=command,
            environment={**lent, **image.environment},
            folder=image.folder,
            user=image.user,
            binds=[
                *((path, path, False) for path in LENT if Path(path).exists()),
                *((str(outside), inside, True) for inside, outside in (shared or {}).items()),
            ],
        )
        log = self.work / "step.log"
        with log.open("wb") as output:
            container = Container(spec, output=output)
            code = container.process.wait(timeout=STEP_SECONDS)
        words = log.read_text(encoding="utf-8", errors="replace")
        if code != 0:
            raise Failed(f"exit code {code}: {' '.join(command)}\n{words[-3000:]}")
        return words


class Timed:
    """Says what is being done and how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> None:
        self.started = time.monotonic()
        print(f"  {self.title} ... ", end="", flush=True)

    def __exit__(self, failure: object, *_rest: object) -> None:
        say("failed" if failure else f"{time.monotonic() - self.started:.0f} s")


def short(text: str) -> str:
    """Return the beginning of a long instruction."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."


def quietly(command: list[str], *, environment: dict[str, str]) -> str:
    """Run a command; its words are shown only when it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout
