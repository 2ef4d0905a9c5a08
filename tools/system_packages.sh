#!/usr/bin/env bash
# Install what pip cannot: tools/system_packages.sh NAME...
#
# NAME is bubblewrap, chromium or python3.X-venv. Silent about what is there. As root with
# apt-get it installs what is missing, else it prints the command to run and what does not work
# without it. Never fails: whoever cannot go on without a package says so itself.
set -euo pipefail

present() {
    case $1 in
    bubblewrap)
        [ "$(uname)" != Linux ] || command -v bwrap >/dev/null
        ;;
    chromium)
        local browser
        for browser in ${NN_COURSE_CHROMIUM:+"$NN_COURSE_CHROMIUM"} chromium chromium-browser \
            google-chrome google-chrome-stable \
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
            "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
            ! command -v "$browser" >/dev/null || return 0
        done
        return 1
        ;;
    python3.*-venv)
        local python=${1%-venv}
        "$python" -c 'import ensurepip' 2>/dev/null
        ;;
    *)
        echo "system_packages.sh knows no package $1" >&2
        exit 2
        ;;
    esac
}

without() {
    case $1 in
    bubblewrap) echo "learners' code cannot be run in a sandbox" ;;
    chromium) echo "the tests in a browser are skipped (Google Chrome will do as well)" ;;
    *) echo "no virtual environment can be made" ;;
    esac
}

missing() {
    local name
    for name in "$@"; do
        present "$name" || echo "$name"
    done
}

wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing" $wanted "..."
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    apt-get update >"$log" 2>&1 || true
    for name in $wanted; do
        # A browser without a font shows boxes.
        [ "$name" = chromium ] && font=fonts-dejavu-core || font=
        apt-get install -y --no-install-recommends "$name" $font >>"$log" 2>&1 ||
            tail -n 3 "$log" >&2
    done
    rm -f "$log"
fi

for name in $(missing $wanted); do
    if command -v apt-get >/dev/null; then
        command="sudo apt-get install $name"
    elif [ "$(uname)" = Darwin ]; then
        command="brew install --cask $name"
    else
        command="install $name with your system's package manager"
    fi
    echo "$name is missing: $command. Until then $(without "$name")." >&2
done
