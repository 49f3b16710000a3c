#!/usr/bin/env python3
"""Times predictions of a torchvision model on random data: beside `Vireo.Bench infer`.

Eager mode, as most people run it. Needs Debian's python3-torch and python3-torchvision.
"""
import measure


def main():
    args = measure.arguments("Median time of a forward pass of a torchvision model.")
    torch, model, images = measure.prepare(args)
    model.eval()

    def step():
        with torch.inference_mode(), measure.autocast(torch, args):
            model(images)

    measure.report(torch, args, measure.time_steps(step, args))


if __name__ == "__main__":
    main()
