"""Makes the weight files of this folder with PyTorch and NumPy, and the pickles that no library would write.

    /usr/bin/python3 make.py

Every file holds the tensors of `tensors()`, so that one table of expected values fits all of them. Made with
PyTorch 1.13 and NumPy 1.24; other versions give other bytes but the same values.
"""
import collections
import io
import os
import pickle
import struct
import zipfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def arrays():
    """What the tests expect: values that every type here can hold."""
    ramp = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 8 - 1
    return collections.OrderedDict([
        ("conv.weight", ramp),
        ("half", np.array([1, -2.5, 6e-8, np.inf], np.float16)),
        ("double", np.array([[1e300, -1e-300]], np.float64)),
        ("long", np.array([1 << 40, -1], np.int64)),
        ("int", np.array([1 << 30, -1], np.int32)),
        ("short", np.array([-32768, 32767], np.int16)),
        ("char", np.array([-128, 127], np.int8)),
        ("byte", np.array([0, 128, 255], np.uint8)),
        ("bool", np.array([True, False, True])),
        ("scalar", np.array(7, np.int64)),
        ("empty", np.zeros((0, 3), np.float32)),
    ])


def tensors():
    return collections.OrderedDict((name, torch.from_numpy(value.copy())) for name, value in arrays().items())


def torch_files():
    state = tensors()
    state["bfloat"] = torch.tensor([1.0, 3.140625, -2.0], dtype=torch.bfloat16)
    whole = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    state["transposed"] = whole.t()
    state["column"] = whole[:, 2]
    state["corner"] = whole[1:3, 2:5]
    state["repeated"] = torch.tensor([5.0]).expand(2, 3)
    torch.save(state, path("state.pth"))
    torch.save(state, path("state-legacy.pth"), _use_new_zipfile_serialization=False)

    torch.manual_seed(1)
    model = torch.nn.Sequential(collections.OrderedDict([
        ("conv", torch.nn.Conv2d(1, 2, 3)), ("bn", torch.nn.BatchNorm2d(2)),
    ]))
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    model(torch.ones(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
    wrapped = collections.OrderedDict((f"module.{name}", value) for name, value in model.state_dict().items())
    checkpoint = {
        "epoch": 12, "arch": "tiny", "best": 0.5, "state_dict": wrapped, "optimizer": optimizer.state_dict(),
        "scheduler": schedule.state_dict(), "device": torch.device("cpu"), "dtype": torch.float32,
        "parameter": torch.nn.Parameter(torch.ones(2)), "shape": torch.Size([2, 3]), "numpy": np.float32(0.25),
        "array": np.arange(3, dtype=np.int64), "none": None,
    }
    torch.save(checkpoint, path("checkpoint.pth"))
    torch.save(checkpoint, path("checkpoint-legacy.pth"), _use_new_zipfile_serialization=False)


def paddle_files():
    # paddle.save pickles a plain dictionary of arrays, with the names of the parameters beside them.
    state = dict(arrays())
    state["StructuredToParameterName@@"] = {name: f"parameter_{i}.w_0" for i, name in enumerate(arrays())}
    for protocol in (2, 3, 4, 5):
        with open(path(f"state-protocol{protocol}.pdparams"), "wb") as file:
            pickle.dump(state, file, protocol=protocol)

    # An optimizer: accumulators by parameter, a schedule, and numbers.
    optimizer = {
        "conv2d_0.w_0_moment1_0": np.full((2, 2), 0.5, np.float32),
        "conv2d_0.w_0_beta1_pow_acc_0": np.array([0.9], np.float32),
        "master_weights": {"conv2d_0.w_0": np.ones(2, np.float32)},
        "LR_Scheduler": {"last_epoch": 3, "last_lr": 0.1},
    }
    with open(path("state.pdopt"), "wb") as file:
        pickle.dump(optimizer, file, protocol=4)

    # Protocols 2 and 3 split arrays of over a gigabyte; here the parts are small.
    weight = np.arange(10, dtype=np.float32).reshape(2, 5)
    split = {
        "bias": np.ones(2, np.float32),
        "weight@@.0": weight.flatten()[:4], "weight@@.1": weight.flatten()[4:8], "weight@@.2": weight.flatten()[8:],
        "StructuredToParameterName@@": {"bias": "b_0", "weight": "w_0"},
        "UnpackBigParamInfor@@": {
            "weight": {"OriginShape": (2, 5), "slices": ["weight@@.0", "weight@@.1", "weight@@.2"]},
        },
    }
    with open(path("split.pdparams"), "wb") as file:
        pickle.dump(split, file, protocol=2)


def numpy_files():
    np.savez(path("state.npz"), **arrays())
    np.savez_compressed(path("state-compressed.npz"), **arrays())
    ramp = arrays()["conv.weight"]
    np.save(path("fortran.npy"), np.asfortranarray(ramp))
    np.save(path("big-endian.npy"), ramp.astype(">f4"))
    np.save(path("half.npy"), ramp.astype(np.float16))
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(path(f"version{version[0]}.npy"), "wb") as file:
            np.lib.format.write_array(file, ramp, version=version)
    np.savez(path("mixed.npz"), fortran=np.asfortranarray(ramp), big=ramp.astype(">f8"),
             unsigned=np.array([65535], np.uint16), wide=np.array([1 << 31], np.uint32))
    np.savez_compressed(path("mixed-compressed.npz"), fortran=np.asfortranarray(ramp), big=ramp.astype(">f8"))


class Runs:
    """Asks for a call when it is unpickled."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def hostile_files():
    with open(path("hostile-system.pdparams"), "wb") as file:
        pickle.dump({"weight": Runs(os.system, "echo run > vireo-was-here")}, file, protocol=4)
    with open(path("hostile-text.pdparams"), "wb") as file:
        file.write(b"cos\nsystem\n(S'echo run > vireo-was-here'\ntR.")
    with open(path("hostile-eval.pdparams"), "wb") as file:
        pickle.dump({"weight": Runs(eval, "1")}, file, protocol=2)
    torch.save({"weight": Runs(os.system, "echo run > vireo-was-here")}, path("hostile-system.pth"))
    torch.save(torch.nn.Linear(1, 1), path("hostile-module.pth"))


torch_files()
paddle_files()
numpy_files()
hostile_files()
for name in sorted(os.listdir(HERE)):
    print(f"{os.path.getsize(path(name)):8} {name}")
