#!/usr/bin/env bash
# Training steps, ours beside PyTorch's: bench/compare.sh [--pairs N] [--steps K] [--batch B] [--size S] [--threads T] [MODEL ...]
# Runs both alternately, takes PyTorch's better memory format, prints one table and keeps it in bench/results.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

pairs=3
steps=10
batch=16
size=224
threads=$(getconf _NPROCESSORS_ONLN)
models=()
while [ $# -gt 0 ]; do
    case "$1" in
        --pairs | --steps | --batch | --size | --threads)
            [ $# -ge 2 ] || { say "$1 needs a value."; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        -*) say "Unknown option '$1'."; sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
        *) models+=("$1"); shift ;;
    esac
done
[ ${#models[@]} -gt 0 ] || models=(resnet50 mobilenet_v3_small)

python=/usr/bin/python3
if ! "$python" -c 'import torch, torchvision' 2> /dev/null; then
    say "PyTorch is missing: apt-get install python3-torch python3-torchvision"
    exit 1
fi
require_sdk "$root"
offer_native_libraries
cd "$root"
dotnet build bench/Vireo.Bench -c Release -v q --nologo -clp:NoSummary < /dev/null >&2

results=$root/bench/results
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
mkdir -p "$results"
export VIREO_THREADS=$threads OMP_NUM_THREADS=$threads

# record PEER PAIR COMMAND...: appends the JSON object that the command prints last, labelled.
record() {
    local peer=$1 pair=$2 output
    shift 2
    output=$("$@" < /dev/null | tail -n 1)
    case "$output" in
        '{'*'}') ;;
        *) say "$peer printed no JSON object: '$output'"; exit 1 ;;
    esac
    printf '{"peer": "%s", "pair": %d, "result": %s}\n' "$peer" "$pair" "$output" >> "$lines"
}

for model in "${models[@]}"; do
    for pair in $(seq "$pairs"); do
        say "$model, pair $pair of $pairs"
        record vireo "$pair" dotnet run --project bench/Vireo.Bench -c Release --no-build -- \
            train-step "$model" --batch "$batch" --size "$size" --steps "$steps" --json
        for format in nchw nhwc; do
            record "torch-$format" "$pair" "$python" bench/peers/torch_train.py "$model" --batch "$batch" \
                --size "$size" --threads "$threads" --steps "$steps" --format "$format" --json
        done
    done
done

"$python" bench/peers/table.py "$lines" | tee "$results/train-step.md"
cp "$lines" "$results/train-step.jsonl"
