"""The chapter's training program in NumPy, or with --torch in PyTorch: what ours is measured against."""

import argparse
import json
import pathlib
import resource
import sys
import time

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--iterations", type=int, default=10_000)
parser.add_argument("--batch", type=int, default=100)
parser.add_argument("--hidden", type=int, default=50)
parser.add_argument("--dtype", default="float64")
parser.add_argument("--torch", action="store_true")
parser.add_argument("--no-accuracy", action="store_true")
parser.add_argument("--check", action="store_true", help="time a numerical gradient on 3 images, and no training")
options = parser.parse_args()

data = pathlib.Path(__file__).parent.parent / "data" / "mnist"


def images(part):
    pixels = np.fromfile(data / f"{part}-images-idx3-ubyte", np.uint8, offset=16)
    return pixels.reshape(-1, 784).astype(np.float32) / np.float32(255)


def labels(part):
    return np.fromfile(data / f"{part}-labels-idx1-ubyte", np.uint8, offset=8).astype(np.int64)


class NumpyNet:
    def __init__(self, W1, b1, W2, b2):
        self.params = [W1, b1, W2, b2]

    def predict(self, x):
        W1, b1, W2, b2 = self.params
        self.x = x
        self.hidden = np.dot(x, W1) + b1
        self.active = self.hidden > 0
        self.hidden[~self.active] = 0
        return np.dot(self.hidden, W2) + b2

    def loss(self, x, t):
        scores = self.predict(x)
        scores = scores - scores.max(axis=1, keepdims=True)
        log_y = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        self.y = np.exp(log_y)
        return -log_y[np.arange(len(t)), t].mean()

    def step(self, x, t, learning_rate):
        self.loss(x, t)
        dout = self.y
        dout[np.arange(len(t)), t] -= 1
        dout /= len(t)
        W1, b1, W2, b2 = self.params
        dW2, db2 = np.dot(self.hidden.T, dout), dout.sum(axis=0)
        dhidden = np.dot(dout, W2.T) * self.active
        gradients = [np.dot(self.x.T, dhidden), dhidden.sum(axis=0), dW2, db2]
        for param, gradient in zip(self.params, gradients):
            param -= learning_rate * gradient

    def accuracy(self, x, t):
        return float((self.predict(x).argmax(axis=1) == t).mean())

    def numerical_gradient(self, x, t, h=1e-4):
        for param in self.params:
            gradient = np.zeros_like(param)
            for i in np.ndindex(param.shape):
                value = param[i]
                param[i] = value + h
                above = self.loss(x, t)
                param[i] = value - h
                below = self.loss(x, t)
                param[i] = value
                gradient[i] = (above - below) / (2 * h)


class TorchNet:
    def __init__(self, *params):
        self.params = [torch.tensor(param, requires_grad=True) for param in params]

    def predict(self, x):
        W1, b1, W2, b2 = self.params
        return torch.relu(x.to(W1.dtype) @ W1 + b1) @ W2 + b2

    def loss(self, x, t):
        with torch.no_grad():
            return torch.nn.functional.cross_entropy(self.predict(x), t).item()

    def step(self, x, t, learning_rate):
        gradients = torch.autograd.grad(
            torch.nn.functional.cross_entropy(self.predict(x), t), self.params
        )
        with torch.no_grad():
            for param, gradient in zip(self.params, gradients):
                param -= learning_rate * gradient

    def accuracy(self, x, t):
        with torch.no_grad():
            return (self.predict(x).argmax(dim=1) == t).double().mean().item()


train, test = (images("train"), labels("train")), (images("t10k"), labels("t10k"))
np.random.seed(0)
W1 = (0.01 * np.random.randn(784, options.hidden)).astype(options.dtype)
W2 = (0.01 * np.random.randn(options.hidden, 10)).astype(options.dtype)
b1, b2 = np.zeros(options.hidden, options.dtype), np.zeros(10, options.dtype)
if options.torch:
    import torch

    train, test = ([torch.from_numpy(array) for array in part] for part in (train, test))
net = (TorchNet if options.torch else NumpyNet)(W1, b1, W2, b2)

start = time.perf_counter()
if options.check:
    net.numerical_gradient(train[0][:3], train[1][:3])
    print(json.dumps({"seconds": time.perf_counter() - start}))
    sys.exit()
for iteration in range(options.iterations):
    batch = np.random.choice(60_000, options.batch)
    x, t = train[0][batch], train[1][batch]
    net.step(x, t, 0.1)
    loss = net.loss(x, t)
    if not options.no_accuracy and iteration % max(1, 60_000 // options.batch) == 0:
        net.accuracy(*train), net.accuracy(*test)
seconds = time.perf_counter() - start
# Linux counts in kilobytes, macOS in bytes.
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"seconds": seconds, "peakBytes": peak, "testAccuracy": net.accuracy(*test)}))
