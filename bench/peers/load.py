"""What the peers of `Vireo.Bench load` share: their files, the clock, the line they print."""
import argparse
import json
import pathlib
import statistics
import time

MOST = 64
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def run(description, prepare):
    """`prepare` returns a function that makes of a path an array, and a version."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder")
    parser.add_argument("--steps", type=int, default=5, help="timed passes over the files")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    files = [str(path) for path in sorted(pathlib.Path(args.folder).rglob("*.jpg"))[:MOST]]
    read, version = prepare()
    times = []
    for number in range(args.steps + 1):
        begun = time.perf_counter()
        for file in files:
            read(file)
        if number > 0:
            times.append(time.perf_counter() - begun)
    rate = len(files) / statistics.median(times)
    result = {"images_per_second": round(rate, 2), "images": len(files), "version": version}
    print(json.dumps(result) if args.json else f"{rate:.1f} images/s on one thread, {len(files)} images, {version}")
