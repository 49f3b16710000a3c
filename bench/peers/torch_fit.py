#!/usr/bin/env python3
"""Trains a torchvision model from nothing on a list-file data set: the peer of `vireo train` for time and accuracy.

AdamW, label smoothing, linear warm-up and cosine, gentle random-resized crops, no flip unless asked for.
DATA holds train_list.txt, val_list.txt (`path class-index`, split at the last space) and classes.txt.
"""
import argparse
import json
import math
import os
import random
import sys
import time

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def arguments():
    parser = argparse.ArgumentParser(description="Train and validate a torchvision classifier.")
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="resnet18")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--image-size", type=int, default=96)
    parser.add_argument("--lr", type=float, default=0.002)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--label-smoothing", type=float, default=0.1)
    parser.add_argument("--warmup-epochs", type=float, default=3.0)
    parser.add_argument("--scale-low", type=float, default=0.6, help="smallest share of the image a crop may take")
    parser.add_argument("--flip", type=float, default=0.0, help="probability of a horizontal flip")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--workers", type=int, default=0, help="loader processes; 0 decodes once and keeps the pixels")
    parser.add_argument("--format", choices=["nchw", "nhwc"], default="nhwc")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def read_list(folder, name):
    rows = []
    with open(os.path.join(folder, name), encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\r\n")
            if line:
                path, label = line.rsplit(" ", 1)
                rows.append((os.path.join(folder, path), int(label)))
    return rows


def make_set(torch, rows, transform, keep):
    from PIL import Image, ImageOps

    def decode(path):
        with Image.open(path) as image:
            return ImageOps.exif_transpose(image).convert("RGB")

    class Rows(torch.utils.data.Dataset):
        def __init__(self):
            self.kept = [decode(path) for path, _ in rows] if keep else None

        def __len__(self):
            return len(rows)

        def __getitem__(self, index):
            image = self.kept[index] if self.kept else decode(rows[index][0])
            return transform(image), rows[index][1]

    return Rows()


def loaders(torch, args):
    from torchvision import transforms as T

    finish = [T.ToTensor(), T.Normalize(MEAN, STD)]
    crop = T.RandomResizedCrop(args.image_size, scale=(args.scale_low, 1.0), ratio=(0.85, 1.18))
    flip = [T.RandomHorizontalFlip(args.flip)] if args.flip > 0 else []
    train = make_set(torch, read_list(args.data, "train_list.txt"), T.Compose([crop] + flip + finish), args.workers == 0)
    fit = [T.Resize(args.image_size), T.CenterCrop(args.image_size)]
    val = make_set(torch, read_list(args.data, "val_list.txt"), T.Compose(fit + finish), args.workers == 0)
    load = torch.utils.data.DataLoader
    return (load(train, args.batch_size, shuffle=True, drop_last=True, num_workers=args.workers),
            load(val, args.batch_size, num_workers=args.workers))


def rate(step, args, per_epoch):
    warm, total = args.warmup_epochs * per_epoch, args.epochs * per_epoch
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm)))


def top1(torch, model, batches, layout):
    model.eval()
    right = count = 0
    with torch.no_grad():
        for images, labels in batches:
            scores = model(images.to(memory_format=layout))
            right += int((scores.argmax(1) == labels).sum())
            count += len(labels)
    return right / count


def main():
    args = arguments()
    import torch
    import torchvision

    torch.set_num_threads(args.threads)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    with open(os.path.join(args.data, "classes.txt"), encoding="utf-8") as lines:
        classes = sum(1 for line in lines if line.strip())
    layout = torch.channels_last if args.format == "nhwc" else torch.contiguous_format
    model = getattr(torchvision.models, args.model)(weights=None, num_classes=classes).to(memory_format=layout)
    begun = time.perf_counter()
    train, val = loaders(torch, args)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=args.label_smoothing)
    # Norms and biases are not decayed.
    groups = [{"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": args.weight_decay},
              {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=args.lr)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, args, len(train)))

    best = last = 0.0
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for images, labels in train:
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model(images.to(memory_format=layout)), labels)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        last = top1(torch, model, val, layout)
        best = max(best, last)
        print(f"epoch {epoch + 1}/{args.epochs} loss {total / len(train):.4f} val top-1 {last:.4f} "
              f"{time.perf_counter() - begun:.1f} s", file=sys.stderr)

    result = {"model": args.model, "data": os.path.basename(os.path.normpath(args.data)), "epochs": args.epochs,
              "image_size": args.image_size, "batch": args.batch_size, "lr": args.lr, "seed": args.seed,
              "threads": torch.get_num_threads(), "top1": round(last, 4), "best_top1": round(best, 4),
              "seconds": round(time.perf_counter() - begun, 1), "version": torch.__version__}
    if args.json:
        print(json.dumps(result))
    else:
        print("val top-1 {top1} (best {best_top1}) in {seconds} s: {model} on {data}, seed {seed}".format(**result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
