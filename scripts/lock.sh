#!/usr/bin/env bash
# Write the lock files. They hold names, versions, markers and hashes, and no address of any kind.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    local out=$1
    shift
    .uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate "$@" --output-file "requirements/$out"
}

lock bootstrap.txt requirements/bootstrap.in
lock client.txt requirements/client.in   # what writes a client of the API wants other versions than ours
lock run.txt pyproject.toml --extra proof --extra portal
lock dev.txt pyproject.toml --extra proof --extra portal --group dev --constraint requirements/run.txt
lock spark.txt pyproject.toml --extra proof --extra portal --extra spark --group dev --constraint requirements/dev.txt
lock bench.txt --group bench --constraint requirements/dev.txt

if grep -nE '://|^(-i|-f|--index|--extra-index|--find-links)' requirements/*.txt; then
    echo 'a lock file names an address' >&2
    exit 1
fi
