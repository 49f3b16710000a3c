#!/usr/bin/env bash
# Sets up and runs every test. The last line is 'N passed, N failed, N skipped'.
#   ./test.sh                 every project in tests/*.Tests
#   ./test.sh --filter X      only the tests that X selects (the syntax of 'dotnet test --filter')
#   ./test.sh --goldens DIR   the parity suite over a folder of golden files
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

usage() {
    sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

goldens=
filter=
while [ $# -gt 0 ]; do
    case "$1" in
        --goldens | --filter)
            [ $# -ge 2 ] || { say "$1 needs a value."; exit 2; }
            if [ "$1" = --goldens ]; then goldens=$2; else filter=$2; fi
            shift 2
            ;;
        -h | --help) usage; exit 0 ;;
        *) say "Unknown argument '$1'."; usage >&2; exit 2 ;;
    esac
done

require_sdk "$root"
offer_native_libraries
[ -n "$goldens" ] || { offer_onnx_runtime "$root"; offer_torch; }
if [ -z "${VIREO_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    VIREO_DATA=$(cd "$root/../shared/data" && pwd -P)
    export VIREO_DATA
fi

if [ -n "$goldens" ]; then
    [ -d "$goldens" ] || { say "No folder '$goldens'."; exit 2; }
    goldens=$(cd "$goldens" && pwd -P)
    cd "$root"
    exec dotnet run --project tests/Vireo.Goldens -c Release -- "$goldens"
fi

cd "$root"
results=$root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0

# counter NAME FILE: one attribute of the results file's <Counters .../>, 0 when there is none.
counter() {
    local value
    value=$(sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2" 2> /dev/null | sed -n 1p)
    echo "${value:-0}"
}

run_project() {
    local name=$1 started=$SECONDS status=0 trx="$results/$1.trx" log="$results/$1.log"
    local arguments=(-c Release --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx"
        --logger "console;verbosity=normal" --blame-hang-timeout 10m --blame-hang-dump-type none)
    [ -z "$filter" ] || arguments+=(--filter "$filter")
    printf '%s ...\n' "$name"
    dotnet test "tests/$name/$name.csproj" "${arguments[@]}" < /dev/null > "$log" 2>&1 || status=$?

    local total executed ok bad
    total=$(counter total "$trx") executed=$(counter executed "$trx") ok=$(counter passed "$trx")
    bad=$((executed - ok))
    # A project that does not build, or whose host dies, has no failed test to count: it counts as one.
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
        printf '    did not build or did not run to its end (exit code %d)\n' "$status"
    fi
    if [ "$bad" -gt 0 ]; then
        grep -vE '^ *Passed |^[[:space:]]*$' "$log" | tail -n 150 | sed 's/^/    /' || true
    fi
    grep -A 1 '\[SKIP\]$' "$log" | sed -e '/^--$/d' -e 's/^\[xUnit.net [0-9:.]*\] */    /' | head -n 60 || true
    printf '    %d passed, %d failed, %d skipped in %d s\n' "$ok" "$bad" $((total - executed)) $((SECONDS - started))
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
}

for project in tests/*.Tests; do
    run_project "$(basename "$project")"
done

status=0
if [ "$failed" -gt 0 ]; then
    status=1
elif [ "$passed" -eq 0 ]; then
    say "No test ran."
    status=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
