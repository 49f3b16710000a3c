#!/usr/bin/env bash
# What 'vireo info' foretells beside what is then measured, for every model: bench/forecast.sh [OPTION]...
#   --models NAME,...   these only
#   --batch N           images per batch (8)
#   --size S            side of the images in pixels (96)
#   --epochs E          of the training that is measured (2)
# The table is printed and, without --models, kept in bench/results/forecast.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

case " $* " in *" --help "* | *" -h "*) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;; esac
require_sdk "$root" || exit 1
offer_native_libraries
cd "$root"
mkdir -p artifacts/bench bench/results
log=artifacts/bench/build.log
dotnet build bench/Vireo.Bench -c Release -v q --nologo < /dev/null > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
./vireo --version > /dev/null
table=artifacts/bench/forecast.md
dotnet artifacts/bin/Vireo.Bench/release/Vireo.Bench.dll forecast "$@" \
    -- dotnet artifacts/bin/Vireo.Cli/release/Vireo.Cli.dll | tee "$table"
case " $* " in *" --models "*) ;; *) cp "$table" bench/results/forecast.md ;; esac
