#!/usr/bin/env python3
"""Says what one image shows, as a cold process: the peer of `vireo predict`.

Import, model, image, forward. The weights are random and not read from a file, which is in PyTorch's favour.
"""
import argparse
import json


def main():
    parser = argparse.ArgumentParser(description="Predict one image with a torchvision model.")
    parser.add_argument("model")
    parser.add_argument("image")
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()

    import torch
    import torchvision
    from PIL import Image
    from torchvision import transforms as T

    if args.threads:
        torch.set_num_threads(args.threads)
    model = getattr(torchvision.models, args.model)(weights=None, num_classes=args.classes).eval()
    fit = T.Compose([T.Resize(args.size), T.CenterCrop(args.size), T.ToTensor(),
                     T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    with Image.open(args.image) as image, torch.inference_mode():
        scores = model(fit(image.convert("RGB"))[None]).softmax(1)[0]
    best = int(scores.argmax())
    print(json.dumps({"class": best, "probability": round(float(scores[best]), 4),
                      "version": f"PyTorch {torch.__version__}"}))


if __name__ == "__main__":
    main()
