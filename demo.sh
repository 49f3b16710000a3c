#!/usr/bin/env bash
# From nothing to a trained, evaluated classifier: draws a set of insects, trains on it, evaluates, predicts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

model=mobilenet_v3_small
epochs=60
batch_size=16
image_size=96
lr=0.002
seed=1
# One thread: so small a model gains little from more, and nothing waits for a core that is busy with something else.
threads=1

folder=$root/runs/demo-insects
data=$folder/data
run=$folder/run

step() { printf '\n== %s\n' "$*"; }

require_sdk "$root"
offer_native_libraries
rm -rf "$folder"
mkdir -p "$folder"

step "Draw the insects"
"$root/vireo" samples create insects --output "$data"

step "Train $model for $epochs epochs"
"$root/vireo" train --data "$data" --model "$model" --epochs "$epochs" --batch-size "$batch_size" \
    --image-size "$image_size" --lr "$lr" --seed "$seed" --output "$run" -o loss.label_smoothing=0.1 -o train.threads="$threads"

step "Evaluate"
"$root/vireo" eval "$run" --data "$data" --json

step "Predict one image"
image=$(find "$data" -type f \( -name '*.png' -o -name '*.jpg' \) -not -path '*mask*' | sort | sed -n 1p)
"$root/vireo" predict "$run" "$image" --top 5

step "Done in $SECONDS s"
echo "Report: $run/report.html"
