"""Exports networks of torchvision as ONNX files, each with an input and what PyTorch makes of it: the scores, and the
weights after a step of gradient descent. Arguments: a folder, the rate of the step, then names; NAME+train keeps batch
norms apart from convolutions, and its step takes the statistics of the batch."""
import sys

import torch
import torchvision

folder, rate, names = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
side, classes = 96, 10


def fill(model):
    # As they are at the start, statistics would hide mistakes.
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)


def learn(model, x, path):
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    loss = torch.nn.functional.cross_entropy(model(x), torch.arange(len(x)))
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            # Classifiers that are used in training alone have no gradient here.
            if parameter.grad is not None:
                parameter -= rate * parameter.grad
    torch.save({**model.state_dict(), "loss": loss.detach()}, path)


for name in names:
    torch.manual_seed(0)
    model = getattr(torchvision.models, name.split("+")[0])(weights=None, num_classes=classes).eval()
    keep = name.endswith("+train")
    with torch.no_grad():
        fill(model)
        x = torch.rand(2, 3, side, side) * 2 - 1
        y = model(x)
        torch.onnx.export(
            model, x, f"{folder}/{name}.onnx", opset_version=11 if name == "squeezenet1_1" else 13,
            input_names=["input"], output_names=["logits"],
            dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}}, do_constant_folding=not keep,
            training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL)
    x.numpy().tofile(f"{folder}/{name}.x")
    y.numpy().tofile(f"{folder}/{name}.y")
    learn(model.train(keep), x, f"{folder}/{name}.step.pth")
