# shellcheck shell=bash
# What test.sh, demo.sh and vireo share: find the SDK, offer the optional native libraries. Sourced, never run.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Left-over build servers would hold a pipe open after the script has ended.
export MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

# require_sdk ROOT: 0 when the SDK that global.json asks for is there, otherwise says what to install.
require_sdk() {
    if ! command -v dotnet > /dev/null && [ -x "${HOME:-/nonexistent}/.dotnet/dotnet" ]; then
        PATH="$HOME/.dotnet:$PATH"
    fi
    if command -v dotnet > /dev/null && (cd "$1" && dotnet --version > /dev/null 2>&1); then
        return 0
    fi
    say "Vireo needs the .NET SDK 10 (10.0.400 or later)."
    say "Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and put 'dotnet' in PATH."
    return 1
}

# has_library NAME...: whether the loader knows one of these sonames.
has_library() {
    local known name
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2> /dev/null || true)
    for name in "$@"; do
        case "$known" in *"$name "*) return 0 ;; esac
    done
    return 1
}

# newest_package PATTERN: the newest package whose whole name fits, empty when the lists know none.
newest_package() {
    apt-cache pkgnames lib 2> /dev/null | grep -E "^($1)$" | sort -V | tail -n 1 || true
}

apt_quietly() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=60 -o Acquire::Retries=1 \
        -o Acquire::http::Timeout=20 "$@" < /dev/null > /dev/null 2>&1
}

# install_package PATTERN: refreshes the package lists only when they do not know it or are out of date.
install_package() {
    local package
    package=$(newest_package "$1")
    if [ -n "$package" ] && apt_quietly install --no-install-recommends "$package"; then
        return 0
    fi
    apt_quietly update || return 1
    package=$(newest_package "$1")
    [ -n "$package" ] && apt_quietly install --no-install-recommends "$package"
}

# offer_library WHAT PATTERN EXAMPLE SONAME...: installs what is missing where that is possible; never fails.
offer_library() {
    local what=$1 pattern=$2 example=$3
    shift 3
    has_library "$@" && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        say "Installing $example ($what) ..."
        if install_package "$pattern" && has_library "$@"; then
            return 0
        fi
        say "Could not install $example; going on without it ($what)."
    else
        say "Optional: install the system package $example ($what). Going on without it."
    fi
}

# offer_native_libraries: oneDNN and turbojpeg, both optional. VIREO_NATIVE=off skips them.
offer_native_libraries() {
    [ "${VIREO_NATIVE:-}" = off ] && return 0
    [ "$(uname -s)" = Linux ] || return 0
    offer_library "oneDNN: faster training" 'libdnnl[0-9.]+(t64)?' libdnnl2 libdnnl.so.2 libdnnl.so.3
    offer_library "turbojpeg: reads JPEG files" 'libturbojpeg0?' libturbojpeg0 libturbojpeg.so.0
}

# offer_onnx_runtime ROOT: the peer that exported files are run in, for tests only; never fails. Needs node and npm.
offer_onnx_runtime() {
    local folder=$1/tests/Vireo.Onnx.Tests
    if (cd "$folder" && node -e "require('onnxruntime-node')") > /dev/null 2>&1; then
        return 0
    fi
    if ! command -v npm > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        say "Installing nodejs and npm (they run ONNX Runtime in tests) ..."
        apt_quietly install --no-install-recommends nodejs npm \
            || { apt_quietly update && apt_quietly install --no-install-recommends nodejs npm; } || true
    fi
    if ! command -v npm > /dev/null; then
        say "Optional: install node and npm; exported ONNX files are then run in ONNX Runtime. Going on without it."
        return 0
    fi
    say "Installing ONNX Runtime for tests (300 MB in $folder/node_modules) ..."
    # The script that the package would run fetches libraries for graphics cards.
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund < /dev/null > /dev/null 2>&1) \
        || say "Could not install ONNX Runtime; going on without it."
}

# offer_torch: the peer that writes ONNX files for the tests of their import; never fails.
offer_torch() {
    local package=python3-torchvision
    has_torch && return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        say "Optional: install $package; tests then import what PyTorch exports. Going on without it."
        return 0
    fi
    say "Installing $package (PyTorch writes ONNX files for tests) ..."
    apt_quietly install --no-install-recommends "$package" \
        || { apt_quietly update && apt_quietly install --no-install-recommends "$package"; } || true
    has_torch || say "Could not install $package; going on without it."
}

has_torch() { /usr/bin/python3 -c 'import torch, torchvision' > /dev/null 2>&1; }
