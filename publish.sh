#!/usr/bin/env bash
# Makes one self-contained file that needs no .NET: ./publish.sh [vireo|predictor] [OPTION]...
#   vireo           the command line (said or not)
#   predictor       what only predicts: predictor MODEL IMAGE..., as vireo predict; MODEL is a bundle, a run or ONNX
#   --runtime ID    linux-x64, linux-arm64, linux-musl-x64, win-x64, osx-arm64, ... (the platform it runs on)
#   --output DIR    where the file goes (artifacts/publish/ID)
#   --adapt         compile for the processor it runs on, while it runs: larger and slower to start, quicker to train
#                   where there is AVX-512, and for x64 processors without AVX2, which the other file needs
#   --help          says this
# NativeAOT where its packs can be had for the platform, otherwise (and with --adapt) trimmed and compiled ahead by
# ReadyToRun.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

usage() { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
runtime=
output=
adapt=
program=vireo
case "${1:-}" in vireo | predictor) program=$1; shift ;; esac
while [ $# -gt 0 ]; do
    case "$1" in
        --runtime | --output)
            [ -n "${2:-}" ] || { say "$1 needs a value."; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        --adapt) adapt=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        *) say "Unknown argument '$1'."; usage >&2; exit 2 ;;
    esac
done

# here: the platform this runs on, as .NET names it.
here() {
    local system machine
    case "$(uname -s)" in
        Darwin) system=osx ;;
        MINGW* | MSYS* | CYGWIN*) system=win ;;
        *) if ls /lib/ld-musl-* > /dev/null 2>&1; then system=linux-musl; else system=linux; fi ;;
    esac
    case "$(uname -m)" in
        aarch64 | arm64) machine=arm64 ;;
        *) machine=x64 ;;
    esac
    echo "$system-$machine"
}

own=$(here)
runtime=${runtime:-$own}
[[ $runtime =~ ^(linux|linux-musl|win|osx)-(x64|arm64)$ ]] \
    || { say "'$runtime' is no platform that Vireo runs on; one is linux-x64."; exit 2; }
output=${output:-$root/artifacts/publish/$runtime}
case "$output" in /*) ;; *) output=$PWD/$output ;; esac
require_sdk "$root" || exit 1

# A place of its own, with lock files of its own: what other builds restored stays as it is.
work=$root/artifacts/publishing
log=$work/publish.log
mkdir -p "$work"
publish() {
    dotnet publish "$root/src/Vireo.Cli/Vireo.Cli.csproj" -c Release -r "$runtime" -v q --nologo -o "$work/out" \
        -p:ArtifactsPath="$work" -p:VireoPublish="$1" -p:VireoProgram="$program" < /dev/null > "$log" 2>&1
}

# A compiler that links for another system is not expected; a trial costs seconds.
native_aot() {
    [ -z "$adapt" ] && [ "${runtime%-*}" = "${own%-*}" ] || return 1
    rm -rf "$work/out"
    dotnet restore "$root/src/Vireo.Cli/Vireo.Cli.csproj" -r "$runtime" -v q --nologo \
        -p:ArtifactsPath="$work" -p:VireoPublish=aot -p:VireoProgram="$program" < /dev/null > "$log" 2>&1 && publish aot
}

say "Publishing $program for $runtime ..."
if native_aot; then
    kind="NativeAOT"
else
    rm -rf "$work/out"
    publish r2r || { cat "$log" >&2; exit 1; }
    kind="trimmed, ReadyToRun"
    [ -n "$adapt" ] || kind="$kind (NativeAOT's packs for $runtime are not to be had here)"
fi

suffix=
case "$runtime" in win-*) suffix=.exe ;; esac
name=$program$suffix
mkdir -p "$output"
# Written beside it and renamed: a copy that runs keeps its file.
cp "$work/out/Vireo.Cli$suffix" "$output/.$name.$$"
mv -f "$output/.$name.$$" "$output/$name"
printf '%s: %s, %s MB\n' "$output/$name" "$kind" "$(($(wc -c < "$output/$name") / 1000000))"
