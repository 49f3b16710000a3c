#!/usr/bin/env bash
# Vireo beside its peers, in one table: bench/compare.sh [OPTION]...
#   --pairs N     how often every command is run, ours and the peers' in turn (3)
#   --steps K     timed steps, or cold starts, of one command (10)
#   --threads T   for ours and for the peers (all cores)
#   --only ROW    one row; may be given several times
#   --check       ends with 1 when a row is under its goal, and names it
#   --list        names the rows and ends
# The rows are those of bench/rows. The table and every measurement are kept in bench/results.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

rows=$root/bench/rows
results=$root/bench/results
scratch=$root/artifacts/bench
python=${PYTHON:-/usr/bin/python3}
program=$root/artifacts/bin/Vireo.Bench/release/Vireo.Bench.dll

pairs=3
steps=10
threads=$(getconf _NPROCESSORS_ONLN)
only=()
check=()
usage() { sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
trim() { sed 's/^[[:space:]]*//; s/[[:space:]]*$//'; }
cell() { cut -d '|' -f "$2" <<< "$1" | trim; }
row_lines() { grep -vE '^[[:space:]]*(#|$)' "$rows"; }
row_names() { row_lines | cut -d '|' -f 1 | trim; }

while [ $# -gt 0 ]; do
    case "$1" in
        --pairs | --steps | --threads)
            [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { say "$1 needs a whole number from 1 on."; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        --only)
            row_names | grep -qxF -e "${2:-}" \
                || { say "No row is named '${2:-}'. There are:"; row_names >&2; exit 2; }
            only+=(--only "$2")
            shift 2
            ;;
        --check) check=(--check); shift ;;
        --list) row_names; exit 0 ;;
        -h | --help) usage; exit 0 ;;
        *) say "Unknown argument '$1'."; usage >&2; exit 2 ;;
    esac
done

# commands_of LINE: our command, then those of the peers, one a line.
commands_of() {
    cell "$1" 4
    cell "$1" 5 | tr ';' '\n' | trim | sed 's/^(\(.*\))$/\1/' | grep . || true
}

chosen=()
while IFS= read -r line; do
    case " ${only[*]:-} " in
        "  " | *" $(cell "$line" 1) "*) chosen+=("$line") ;;
    esac
done < <(row_lines)
wanted=$(for line in "${chosen[@]}"; do commands_of "$line"; done)

# What the chosen rows need has to be there before anything is measured.
require_sdk "$root" || exit 1
offer_native_libraries
missing=0
if grep -qE '(^| )opencv ' <<< "$wanted" && ! "$python" -c 'import cv2' 2> /dev/null; then
    say "OpenCV is missing from $python: apt-get install python3-opencv"
    missing=1
fi
if grep -qE '(^| )torch ' <<< "$wanted" && ! "$python" -c 'import torch, torchvision' 2> /dev/null; then
    say "PyTorch is missing from $python: apt-get install python3-torch python3-torchvision"
    missing=1
fi
if grep -qE '(^| )onnxruntime ' <<< "$wanted"; then
    offer_onnx_runtime "$root"
    if ! (cd "$root/tests/Vireo.Onnx.Tests" && node -e "require('onnxruntime-node')") > /dev/null 2>&1; then
        say "No ONNX Runtime: apt-get install nodejs npm, then npm ci --ignore-scripts in tests/Vireo.Onnx.Tests"
        missing=1
    fi
fi
[ "$missing" = 0 ] || { say "Rows that need none of it can be had with --only."; exit 1; }

cd "$root"
mkdir -p "$results" "$scratch"
lines=$(mktemp)
output=$(mktemp)
trap 'rm -f "$lines" "$output"' EXIT
say "Building bench/Vireo.Bench ..."
dotnet build bench/Vireo.Bench -c Release -v q --nologo < /dev/null > "$output" 2>&1 || { cat "$output" >&2; exit 1; }
export VIREO_THREADS=$threads OMP_NUM_THREADS=$threads
table() { dotnet "$program" table "$rows" "$@"; }

# shellcheck disable=SC2317
interrupted() {
    trap - INT TERM
    say ""
    say "Interrupted; bench/results is as it was."
    if [ -s "$lines" ]; then
        say "Measured until now:"
        table "$lines" "${only[@]}" || true
    fi
    exit 130
}
trap interrupted INT TERM

# after NAME FALLBACK WORD...: the word that follows NAME.
after() {
    local name=$1 value=$2
    shift 2
    while [ $# -gt 1 ]; do
        [ "$1" != "$name" ] || value=$2
        shift
    done
    printf '%s\n' "$value"
}

# onnx_file MODEL [--batch B] [--size S] [--precision f32|int8]: writes, once in a run, the file that our exporter makes
# of the model.
exported=" "
onnx_file() {
    local batch size precision
    batch=$(after --batch 16 "$@") size=$(after --size 224 "$@") precision=$(after --precision f32 "$@")
    onnx=$scratch/$1-$batch-$size-$precision.onnx
    case "$exported" in *" $onnx "*) return 0 ;; esac
    dotnet "$program" export "$1" "$onnx" --batch "$batch" --size "$size" --precision "$precision" \
        || return 1
    exported="$exported$onnx "
}

# find_command_line: sets the command that predicts, to the published file where there is a script that makes it.
command_line=()
kind=
find_command_line() {
    [ ${#command_line[@]} -eq 0 ] || return 0
    if [ -x publish.sh ]; then
        ./publish.sh < /dev/null >&2 || return 1
        local file
        file=$(find artifacts/publish -type f -name vireo -perm -u+x 2> /dev/null | sed -n 1p)
        if [ -n "$file" ]; then
            command_line=("$root/$file")
            kind=published
            return 0
        fi
        say "publish.sh left no executable 'vireo' under artifacts/publish; taking the release build."
    fi
    ./vireo --version > /dev/null || return 1
    command_line=(dotnet "$root/artifacts/bin/Vireo.Cli/release/Vireo.Cli.dll")
    kind="release build"
}

# run_folder MODEL: one short training on drawn insects, kept for later runs; sets run and image.
run_folder() {
    run=$scratch/start-up/$1
    local data=$scratch/start-up/insects
    if [ ! -d "$run" ]; then
        say "Training $1 once, shortly, for a run folder to predict with ..."
        rm -rf "$data" "$run.part"
        ./vireo samples create insects --output "$data" > /dev/null || return 1
        ./vireo train --data "$data" --model "$1" --epochs 1 --image-size 224 --batch-size 16 --seed 1 \
            --output "$run.part" > /dev/null || return 1
        mv "$run.part" "$run"
    fi
    image=$(find "$data" -type f \( -name '*.png' -o -name '*.jpg' \) -not -path '*mask*' | sort | sed -n 1p)
}

# photographs NAME: sets folder, to real photographs of 480x360 pixels (small) or to the same at 12 megapixels (large).
photographs() {
    folder=${VIREO_DATA:-$root/../shared/data}/camvid
    if [ ! -d "$folder" ]; then
        say "There are no photographs: $folder is missing (VIREO_DATA names another place for the data sets)."
        return 1
    fi
    [ "$1" = large ] || return 0
    local small=$folder
    folder=$scratch/photographs-12mp
    [ -d "$folder" ] && return 0
    say "Enlarging photographs once ..."
    rm -rf "$folder.part"
    dotnet "$program" enlarge "$small" "$folder.part" && mv "$folder.part" "$folder"
}

# measure COMMAND: runs what a verb of bench/rows stands for; the last line is a JSON object.
# Errors end it here and there: the caller goes on with the next command.
measure() {
    local words settings=()
    read -ra words <<< "$1"
    while [[ ${words[0]} == *=* ]]; do
        settings+=("${words[0]}")
        words=("${words[@]:1}")
    done
    local more=(--steps "$steps" --json)
    case "${words[0]} ${words[1]}" in
        "vireo load" | "vireo decode")
            photographs "${words[2]}" || return 1
            more=(dotnet "$program" "${words[1]}" "$folder" "${more[@]}")
            ;;
        "torch load" | "opencv load")
            photographs "${words[2]}" || return 1
            more=("$python" "bench/peers/${words[0]}_load.py" "$folder" "${more[@]}")
            ;;
        "vireo "*) more=(dotnet "$program" "${words[@]:1}" "${more[@]}") ;;
        "torch "*)
            more=("$python" "bench/peers/torch_${words[1]}.py" "${words[@]:2}" --threads "$threads" "${more[@]}")
            ;;
        "onnxruntime infer")
            onnx_file "${words[@]:2}" || return 1
            more=(node bench/peers/ort_infer.js "$onnx" --threads "$threads" "${more[@]}")
            ;;
        "startup doctor")
            find_command_line || return 1
            more=(dotnet "$program" wall "$kind" "${more[@]}" -- "${command_line[@]}" doctor)
            ;;
        "startup vireo")
            find_command_line && run_folder "${words[2]}" || return 1
            more=(dotnet "$program" wall "$kind" "${more[@]}" -- "${command_line[@]}" predict "$run" "$image")
            ;;
        "startup torch")
            run_folder "${words[2]}" || return 1
            more=(dotnet "$program" wall PyTorch "${more[@]}" -- "$python" bench/peers/torch_predict.py
                "${words[2]}" "$image" --threads "$threads")
            ;;
        *) say "bench/rows: '$1' starts with no verb that is known."; return 2 ;;
    esac
    env "${settings[@]}" "${more[@]}" < /dev/null > "$output"
}

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2> /dev/null | sed -n 1p)
[ -n "$processor" ] || processor=$(uname -m)
load() { cut -d ' ' -f 1 /proc/loadavg 2> /dev/null || echo 0; }

# record ROW PAIR COMMAND: appends what the command measured. In a pair it runs once, however many rows name it.
declare -A known
failed=0
record() {
    local key="$2 $3" before status=0
    if [ -z "${known[$key]:-}" ]; then
        say "pair $2 of $pairs, $1: $3"
        before=$(load)
        measure "$3" || status=$?
        known[$key]="$before $(tail -n 1 "$output")"
        case "${known[$key]}" in
            *' {'*'}') ;;
            *) status=1 ;;
        esac
        if [ "$status" -ne 0 ]; then
            say "    failed, goes on without it"
            known[$key]=failed
            failed=1
        fi
    fi
    [ "${known[$key]}" != failed ] || return 0
    printf '{"row": "%s", "pair": %d, "command": "%s", "date": "%s", "processor": "%s", "load": %s, "result": %s}\n' \
        "$1" "$2" "$3" "$(date +%F)" "$processor" "${known[$key]%% *}" "${known[$key]#* }" >> "$lines"
}

if awk -v load="$(load)" -v cores="$(getconf _NPROCESSORS_ONLN)" 'BEGIN { exit !(load > cores / 2) }'; then
    say "The machine is busy (load $(load)): figures taken now are worth little."
fi
for pair in $(seq "$pairs"); do
    for line in "${chosen[@]}"; do
        while IFS= read -r command; do
            record "$(cell "$line" 1)" "$pair" "$command"
        done < <(commands_of "$line")
    done
done

# Rows that were not measured now keep what was measured before.
kept=$results/compare.jsonl
merged=$(mktemp "$scratch/compare.XXXXXX")
[ ! -f "$kept" ] || cp "$kept" "$merged"
for line in "${chosen[@]}"; do
    grep -vF "{\"row\": \"$(cell "$line" 1)\"," "$merged" > "$output" || true
    cp "$output" "$merged"
done
cat "$lines" >> "$merged"
table "$merged" > "$output"
chmod 644 "$merged"
mv "$merged" "$kept"
cp "$output" "$results/compare.md"

status=$failed
table "$lines" "${only[@]}" "${check[@]}" || status=$?
exit "$status"
