#!/usr/bin/env python3
"""Times whole training steps of a torchvision model on random data: the peer of `Vireo.Bench train-step`.

A step is forward, cross-entropy, backward and SGD with momentum. Needs Debian's python3-torch and python3-torchvision.
"""
import measure


def main():
    args = measure.arguments("Median time of a training step of a torchvision model.")
    torch, model, images = measure.prepare(args)
    labels = torch.randint(0, args.classes, (args.batch,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    model.train()

    def step():
        optimizer.zero_grad(set_to_none=True)
        with measure.autocast(torch, args):
            loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()

    measure.report(torch, args, measure.time_steps(step, args))


if __name__ == "__main__":
    main()
