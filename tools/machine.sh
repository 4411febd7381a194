#!/usr/bin/env bash
# What the tests need from the machine and no Python package brings: a browser, a font for
# Chinese, PostgreSQL. Installs what is missing on Debian and Ubuntu, explains elsewhere.
set -euo pipefail

missing=()
command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium)
fc-list ':lang=zh' 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ||
    missing+=(postgresql)

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
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y "${missing[@]}"
