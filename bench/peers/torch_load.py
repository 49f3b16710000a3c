#!/usr/bin/env python3
"""Decodes and augments JPEG files with PIL and torchvision on one thread: beside `Vireo.Bench load`."""
import load


def prepare():
    import PIL
    import torch
    import torchvision
    from PIL import Image
    from torchvision import transforms as T

    torch.set_num_threads(1)
    torch.manual_seed(1)
    chain = T.Compose([
        T.RandomResizedCrop(224), T.RandomHorizontalFlip(), T.ColorJitter(0.4, 0.4, 0.4, 0.1), T.ToTensor(),
        T.Normalize(load.MEAN, load.STD)])

    def read(path):
        with Image.open(path) as image:
            return chain(image.convert("RGB"))

    return read, f"torchvision {torchvision.__version__}, PIL {PIL.__version__}"


if __name__ == "__main__":
    load.run("Decode and augment with PIL and torchvision.", prepare)
