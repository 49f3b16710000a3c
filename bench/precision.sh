#!/usr/bin/env bash
# Accuracy after training in single precision and in brain floats, seed by seed: bench/precision.sh [OPTION]...
#   --data DIR     a classification data set (../shared/data/sign-digits, or VIREO_DATA/sign-digits)
#   --model NAME   a model of the zoo (resnet18)
#   --seeds N      runs of each precision (5)
#   --epochs N     (10)
#   --size S       side of the images in pixels (64)
#   --threads T    threads that compute (1: small models gain little from more)
# Prints a table in Markdown: top-1 of the best epoch on the validation images, mean and sample deviation.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=build/setup.sh
. "$root/build/setup.sh"

data=${VIREO_DATA:-$root/../shared/data}/sign-digits
model=resnet18
seeds=5
epochs=10
size=64
threads=1
while [ $# -gt 0 ]; do
    case "$1" in
        --data | --model | --seeds | --epochs | --size | --threads)
            [ -n "${2:-}" ] || { say "$1 needs a value."; exit 2; }
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) say "Unknown argument '$1'."; exit 2 ;;
    esac
done

[ -d "$data" ] || { say "There is no data set at $data; --data names another."; exit 2; }
require_sdk "$root"
runs=$root/artifacts/bench/precision
rm -rf "$runs"
mkdir -p "$runs"

# top1 PRECISION SEED: trains, and prints the top-1 of the best epoch.
top1() {
    "$root/vireo" train --data "$data" --model "$model" --epochs "$epochs" --batch-size 16 --image-size "$size" \
        --lr 0.001 --seed "$2" --output "$runs/$1-$2" -o "train.precision=$1" -o "train.threads=$threads" --json \
        | sed -n 's/.*"best_epoch".*"val_top1":\([0-9.eE+-]*\).*/\1/p'
}

echo "| seed | f32 | bf16 |"
echo "|---|--:|--:|"
for ((seed = 1; seed <= seeds; seed++)); do
    single=$(top1 f32 "$seed")
    brain=$(top1 bf16 "$seed")
    echo "$single $brain" >> "$runs/table"
    printf '| %s | %.4f | %.4f |\n' "$seed" "$single" "$brain"
done
awk '
    { for (i = 1; i <= 2; i++) { sum[i] += $i; square[i] += $i * $i } }
    END {
        for (i = 1; i <= 2; i++) {
            mean[i] = sum[i] / NR
            spread[i] = NR > 1 ? sqrt((square[i] - NR * mean[i] * mean[i]) / (NR - 1)) : 0
        }
        printf "| mean | %.4f | %.4f |\n| deviation | %.4f | %.4f |\n", mean[1], mean[2], spread[1], spread[2]
    }' "$runs/table"
