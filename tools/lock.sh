#!/usr/bin/env bash
# Writes the locks anew from setup.cfg and benchmarks/requirements.txt: every version pinned, every file hashed, all
# platforms in one file.
# Needs uv (https://docs.astral.sh/uv/). Arguments go to uv: tools/lock.sh --upgrade, --upgrade-package flask
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile LOCK [uv arguments and more files]
    local lock=$1
    shift
    uv pip compile setup.cfg --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "tools/lock.sh" --output-file "$lock" "$@"
}

# The whole first, then the runtime's part of it: so both name the same version of everything they share.
compile requirements-test.lock --extra test "$@"
compile requirements.lock --constraint requirements-test.lock "$@"
compile requirements-bench.lock benchmarks/requirements.txt --constraint requirements-test.lock "$@"
rm -rf fairnotice.egg-info

if grep -nE '^(-|--)(i|index-url|extra-index-url|find-links|f|trusted-host)\b|://' requirements*.lock; then
    echo "tools/lock.sh: a lock names a host; it must hold names, versions and hashes only" >&2
    exit 1
fi
