#!/usr/bin/env python3
"""Turns the measurements of bench/compare.sh into one table with ratios."""
import collections
import datetime
import json
import os
import platform
import statistics
import sys


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    models = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in rows:
        models[row["result"]["model"]][row["peer"]][row["pair"]] = row["result"]
    last = {row["peer"]: row["result"] for row in rows}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"# Training step beside PyTorch, {datetime.date.today().isoformat()}\n")
    print(f"{processor()}, {last['vireo']['threads']} threads, batch {last['vireo']['batch']} at "
          f"{last['vireo']['size']}x{last['vireo']['size']}, float32; Vireo {last['vireo']['version']}, "
          f"PyTorch {last['torch-nchw']['version']}; load {load:.1f}.")
    print("Images per second, median of the pairs; PyTorch in its better memory format; "
          "in brackets the ratios of single pairs.\n")
    print("| model | Vireo | PyTorch | format | Vireo / PyTorch | ms a step |")
    print("|---|--:|--:|---|--:|--:|")
    for model, peers in models.items():
        rates = {peer: statistics.median(r["images_per_second"] for r in runs.values()) for peer, runs in peers.items()}
        best = max((peer for peer in rates if peer != "vireo"), key=rates.get)
        ratios = [run["images_per_second"] / peers[best][pair]["images_per_second"]
                  for pair, run in peers["vireo"].items()]
        step = statistics.median(r["step_ms_median"] for r in peers["vireo"].values())
        print(f"| {model} | {rates['vireo']:.1f} | {rates[best]:.1f} | {best.removeprefix('torch-')} | "
              f"**{rates['vireo'] / rates[best]:.2f}** ({min(ratios):.2f}-{max(ratios):.2f}) | {step:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1])
