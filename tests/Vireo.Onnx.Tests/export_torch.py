"""Exports networks of torchvision as ONNX files, each with an input and what PyTorch makes of it.
Arguments: a folder, then names; NAME+train keeps batch norms apart from convolutions."""
import sys

import torch
import torchvision

folder, names = sys.argv[1], sys.argv[2:]
side, classes = 96, 10


def fill(model):
    # As they are at the start, statistics would hide mistakes.
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)


with torch.no_grad():
    for name in names:
        torch.manual_seed(0)
        model = getattr(torchvision.models, name.split("+")[0])(weights=None, num_classes=classes).eval()
        fill(model)
        x = torch.rand(2, 3, side, side) * 2 - 1
        y = model(x)
        keep = name.endswith("+train")
        torch.onnx.export(
            model, x, f"{folder}/{name}.onnx", opset_version=11 if name == "squeezenet1_1" else 13,
            input_names=["input"], output_names=["logits"],
            dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}}, do_constant_folding=not keep,
            training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL)
        x.numpy().tofile(f"{folder}/{name}.x")
        y.numpy().tofile(f"{folder}/{name}.y")
