#!/usr/bin/env bash
# What the tests need from the machine and no Python package brings: a browser, a font for
# Chinese, PostgreSQL, and MariaDB and OpenSSH to read from. Installs what is missing on Debian and Ubuntu, explains elsewhere.
#
#   tools/machine.sh PYTHON    the Python that has playwright
set -euo pipefail
python=$1

program() { command -v "$1" | grep -v '^/snap/' || true; }

missing=()
browser=$(program chromium)$(program google-chrome)
if [[ -z $browser ]] && ! "$python" - <<'END'; then
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not Path(playwright.chromium.executable_path).exists())
END
    missing+=(chromium)
fi
fc-list ':lang=zh' 2>/dev/null | grep . >/dev/null || missing+=(fontconfig fonts-noto-cjk)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ||
    missing+=(postgresql)
PATH=$PATH:/usr/sbin command -v mariadbd >/dev/null || missing+=(mariadb-server)
PATH=$PATH:/usr/sbin command -v sshd >/dev/null || missing+=(openssh-server)

((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The tests also need: ${missing[*]} (their names on Debian)."
    echo "Please install them with this system's own package manager, then run make again."
    echo "Without them: make test-fast"
    exit 1
fi

root=()
if ((EUID)); then
    if ! command -v sudo >/dev/null; then
        echo "The tests also need packages that only root can install. As root, run:"
        echo "  apt-get update && apt-get install ${missing[*]}"
        echo "Without them: make test-fast"
        exit 1
    fi
    root=(sudo)
fi

echo "Installing from the system's packages: ${missing[*]}"
"${root[@]}" apt-get update -q

# Ubuntu has Chromium only as a snap, which cannot open the tests' files.
if [[ " ${missing[*]} " == *" chromium "* && $(. /etc/os-release && echo "$ID") == ubuntu ]]; then
    packages=()
    for package in "${missing[@]}"; do
        [[ $package == chromium ]] || packages+=("$package")
    done
    missing=("${packages[@]}")
    "${root[@]}" "$python" -m playwright install-deps chromium
    "$python" -m playwright install chromium
fi

((${#missing[@]})) || exit 0
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y "${missing[@]}"
