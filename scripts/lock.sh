#!/usr/bin/env bash
# Resolve pyproject.toml into the five locks again: `make lock`. Versions that are locked stay where
# they still fit; `make lock UPGRADE=1` takes the newest of all.
# The locks name no index, so any index that serves the same files will do.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-.venv/bin/uv}
for name in $(env | cut -d= -f1 | grep -E '^(UV_(DEFAULT_|EXTRA_)?INDEX|UV_INDEX_URL|UV_EXTRA_INDEX_URL|UV_FIND_LINKS|PIP_)' || true); do
    unset "$name"
done

drafts=$(mktemp -d)
trap 'rm -rf "$drafts"' EXIT

compile() {  # TARGET PREFERRED ARGUMENTS…
    local target=$1 preferred=$2
    shift 2
    echo "Resolving ${target##*/} …"
    [ -n "${UPGRADE:-}" ] || cp "$preferred" "$drafts/lock"
    "$uv" pip compile --no-config --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        "$@" -o "$drafts/lock" >/dev/null
    {
        echo "# Made by \`make lock\` from pyproject.toml: Linux and macOS, Python 3.11 to 3.13."
        sed '/^ *# *-c /d' "$drafts/lock"
    } >"$drafts/complete"
    if grep -nE '://|^ *-(i|f)|--(extra-)?index-url|--find-links|@ ' "$drafts/complete"; then
        echo "The resolved ${target##*/} names an address; see the lines above." >&2
        exit 1
    fi
    rm "$drafts/lock"
    mv "$drafts/complete" "$target"
}

# All extras are resolved together first, so that any of them can be added to what the locks install.
printf 'uv\nhatchling\n' >"$drafts/setup.in"
compile "$drafts/everything" requirements-dev.lock --all-extras pyproject.toml "$drafts/setup.in"

compile requirements.lock requirements.lock -c "$drafts/everything" --extra openai --extra eval --extra mcp pyproject.toml
compile requirements-dev.lock requirements-dev.lock -c "$drafts/everything" --extra openai --extra eval --extra mcp --extra dev --extra openvino pyproject.toml
compile requirements-setup.lock requirements-setup.lock -c "$drafts/everything" --no-annotate "$drafts/setup.in"
# Beside the others: what an extra alone needs.
for extra in ray openvino; do
    .venv/bin/python - pyproject.toml "$extra" >"$drafts/$extra.in" <<'END'
import sys, tomllib
from pathlib import Path
extras = tomllib.loads(Path(sys.argv[1]).read_text())["project"]["optional-dependencies"]
print(*extras[sys.argv[2]], sep="\n")
END
    compile "requirements-$extra.lock" "requirements-$extra.lock" \
        -c "$drafts/everything" --no-annotate "$drafts/$extra.in"
done
