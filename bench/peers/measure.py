"""What the PyTorch peers share: their options, the clock, the line they print."""
import argparse
import json
import os
import resource
import signal
import statistics
import time


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--steps", type=int, default=10, help="timed steps")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the clock runs")
    parser.add_argument("--format", choices=["nchw", "nhwc"], default="nchw")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32", help="bf16: autocast")
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def prepare(args):
    """PyTorch, a fresh model and random images in the memory format asked for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a trace of the stack.
    import torch
    import torchvision

    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if args.format == "nhwc" else torch.contiguous_format
    model = getattr(torchvision.models, args.model)(weights=None, num_classes=args.classes).to(memory_format=layout)
    images = torch.randn(args.batch, 3, args.size, args.size).to(memory_format=layout)
    return torch, model, images


def autocast(torch, args):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.precision == "bf16")


def time_steps(step, args):
    """Seconds of single steps, those that warm up left out."""
    times = []
    for number in range(args.warmup + args.steps):
        begun = time.perf_counter()
        step()
        if number >= args.warmup:
            times.append(time.perf_counter() - begun)
    return times


def peak_mb():
    """The most memory that this process has had resident, in MB of 10^6 bytes."""
    try:
        with open("/proc/self/status", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def report(torch, args, times):
    median = statistics.median(times)
    result = {
        "model": args.model,
        "batch": args.batch,
        "size": args.size,
        "threads": torch.get_num_threads(),
        "precision": args.precision,
        "format": args.format,
        "images_per_second": round(args.batch / median, 2),
        "step_ms_median": round(1000 * median, 2),
        "peak_mb": round(peak_mb(), 1),
        "version": f"PyTorch {torch.__version__}",
    }
    if args.json:
        print(json.dumps(result))
    else:
        print("{model} batch {batch} at {size}, {threads} threads, {precision} {format}: {images_per_second} images/s, "
              "{step_ms_median} ms a step, peak {peak_mb} MB, {version}".format(**result))
