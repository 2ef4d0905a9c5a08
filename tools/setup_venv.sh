#!/usr/bin/env bash
# Make .venv and install the project into it: tools/setup_venv.sh STAMP
#
# STAMP is the file that says "done"; it is written last, so an install that was interrupted is
# not taken for a whole one. PYTHON names the Python to use, TORCH_INDEX a further package index
# with smaller builds of PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=$1
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
# An activated .venv must not be what its own replacement is made from.
PATH=${PATH//"$PWD/.venv/bin:"/}

suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    if ! suits "$PYTHON"; then
        echo "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 that runs." >&2
        exit 1
    fi
    python=$PYTHON
else
    python=
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if suits "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "The course needs Python 3.11, 3.12 or 3.13 and found none on PATH." \
            "Install one, or name it: make PYTHON=/path/to/python3.13 ..." >&2
        exit 1
    fi
fi

# Start afresh when the last install was interrupted, when the folder was moved (scripts in a
# virtual environment hold its path) or when its Python is gone or too old.
if [ -e .venv/.installing ] || ! suits .venv/bin/python ||
    [ "$(cat .venv/.root 2>/dev/null || true)" != "$PWD" ]; then
    rm -rf .venv
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        bash tools/system_packages.sh "python$version-venv"
    fi
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "$python cannot make a virtual environment (see above)." >&2
        exit 1
    fi
    echo "$PWD" >.venv/.root
fi

echo "Installing the course and what it needs into .venv (once; some minutes) ..."
touch .venv/.installing
rm -f .venv/.installed-*
# pip takes the highest version, and 2.13.0+cpu from the further index is higher than 2.13.0.
[ -t 1 ] && quiet= || quiet=--quiet # progress bars for people, no list of packages in logs
.venv/bin/python -m pip install --disable-pip-version-check $quiet \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -e ".[dev]"
rm .venv/.installing
touch "$stamp"
