"""The machine's own Chromium; as root, apt installs it where it is missing."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> str:
    """The path of a Chromium, installed first where need be; RuntimeError says what to install."""
    path = find()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
        path = find()
    if path is None:
        raise RuntimeError("The browser tests need Chromium: install chromium or google-chrome.")
    return path


def find() -> str | None:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(ON_A_MAC) if ON_A_MAC.exists() else None


def install() -> None:
    """Two steps of apt, in plain sight: they take a minute or more."""
    print("Chromium is missing: apt installs it.", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], check=False, env=quiet, stdin=subprocess.DEVNULL)
    subprocess.run(
        # Without its recommendations it would come without any font.
        ["apt-get", "install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        check=False,
        env=quiet,
        stdin=subprocess.DEVNULL,
    )


def launch_options() -> dict:
    """What Playwright's `launch` takes."""
    # Chromium's sandbox refuses root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": executable(), "args": [*ARGUMENTS, *sandbox]}
