#!/usr/bin/env python3
"""Decodes and augments JPEG files with OpenCV on one thread: beside `Vireo.Bench load`.

The same steps with the same ranges: a crop of 0.08 to 1 of the area, mirroring, brightness, contrast, saturation and
hue in a drawn order, normalisation.
"""
import math
import random

import load


def prepare():
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    draw = random.Random(1)
    mean = np.array(load.MEAN, np.float32) * 255
    scale = 1 / (np.array(load.STD, np.float32) * 255)

    def crop(image):
        height, width = image.shape[:2]
        for _ in range(10):
            area = height * width * draw.uniform(0.08, 1)
            aspect = math.exp(draw.uniform(math.log(3 / 4), math.log(4 / 3)))
            w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if 0 < w <= width and 0 < h <= height:
                x, y = draw.randint(0, width - w), draw.randint(0, height - h)
                return image[y:y + h, x:x + w]
        side = min(width, height)
        x, y = (width - side) // 2, (height - side) // 2
        return image[y:y + side, x:x + side]

    def brightness(image, factor):
        return cv2.convertScaleAbs(image, alpha=factor)

    def contrast(image, factor):
        grey = cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0]
        return cv2.convertScaleAbs(image, alpha=factor, beta=0) if grey == 0 else cv2.addWeighted(
            image, factor, np.full_like(image, round(grey)), 1 - factor, 0)

    def saturation(image, factor):
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        return cv2.addWeighted(image, factor, grey, 1 - factor, 0)

    def hue(image, turns):
        hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
        table = ((np.arange(256) + round(turns * 180)) % 180).astype(np.uint8)
        hsv[..., 0] = cv2.LUT(hsv[..., 0], table)
        return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)

    def read(path):
        image = cv2.cvtColor(cv2.imread(path, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        image = cv2.resize(crop(image), (224, 224), interpolation=cv2.INTER_LINEAR)
        if draw.random() < 0.5:
            image = cv2.flip(image, 1)
        steps = [lambda i: brightness(i, draw.uniform(0.6, 1.4)), lambda i: contrast(i, draw.uniform(0.6, 1.4)),
                 lambda i: saturation(i, draw.uniform(0.6, 1.4)), lambda i: hue(i, draw.uniform(-0.1, 0.1))]
        draw.shuffle(steps)
        for step in steps:
            image = step(image)
        return (image.astype(np.float32) - mean) * scale

    return read, f"OpenCV {cv2.__version__}"


if __name__ == "__main__":
    load.run("Decode and augment with OpenCV.", prepare)
