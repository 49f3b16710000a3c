#!/usr/bin/env python3
"""Times whole training steps of a torchvision model on random data: the peer of `Vireo.Bench train-step`.

A step is forward, cross-entropy, backward and SGD with momentum. Needs Debian's python3-torch and python3-torchvision.
"""
import argparse
import json
import os
import statistics
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description="Median time of a training step of a torchvision model.")
    parser.add_argument("model")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--steps", type=int, default=10, help="timed steps")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the clock runs")
    parser.add_argument("--format", choices=["nchw", "nhwc"], default="nchw")
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main():
    args = arguments()
    import torch
    import torchvision

    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    model = getattr(torchvision.models, args.model)(weights=None, num_classes=args.classes)
    images = torch.randn(args.batch, 3, args.size, args.size)
    if args.format == "nhwc":
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    labels = torch.randint(0, args.classes, (args.batch,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    model.train()

    times = []
    for step in range(args.warmup + args.steps):
        begun = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        if step >= args.warmup:
            times.append(time.perf_counter() - begun)

    median = statistics.median(times)
    result = {
        "model": args.model,
        "batch": args.batch,
        "size": args.size,
        "threads": torch.get_num_threads(),
        "format": args.format,
        "images_per_second": round(args.batch / median, 2),
        "step_ms_median": round(1000 * median, 2),
        "version": torch.__version__,
    }
    if args.json:
        print(json.dumps(result))
    else:
        print("{model} batch {batch} at {size}, {threads} threads, {format}: {images_per_second} images/s, "
              "{step_ms_median} ms a step (torch {version})".format(**result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
