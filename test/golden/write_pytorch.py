"""Writes pytorch.json: what PyTorch computes, in float64, for test/network/. Needs torch; run by hand.

python test/golden/write_pytorch.py
"""

import json
import pathlib

import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def lists(tensors):
    return [tensor.detach().tolist() for tensor in tensors]


def tanh():
    x = torch.randn(3, 4, requires_grad=True)
    dout = torch.randn(3, 4)
    y = torch.tanh(x)
    y.backward(dout)
    return dict(zip(["x", "dout", "y", "dx"], lists([x, dout, y, x.grad])))


def optimizer(make):
    """The values of two parameters after each of five updates."""
    params = [torch.randn(2, 3, requires_grad=True), torch.randn(3, requires_grad=True)]
    start = lists(params)
    optimizer = make(params)
    steps = []
    for _ in range(5):
        for param in params:
            param.grad = torch.randn_like(param)
        gradients = lists(param.grad for param in params)
        optimizer.step()
        steps.append({"gradients": gradients, "params": lists(params)})
    return {"start": start, "steps": steps}


def deep():
    """Losses and gradients of a network of five layers, and its losses in ten updates by Adam."""
    network = nn.Sequential(
        nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 6), nn.Tanh(), nn.Linear(6, 4)
    )
    x, t = torch.randn(8, 5), torch.randint(0, 4, (8,))
    params = list(network.parameters())
    start = [p.T.tolist() if p.ndim == 2 else p.tolist() for p in params]
    adam = torch.optim.Adam(params, lr=0.01)
    losses = []
    for _ in range(10):
        adam.zero_grad()
        loss = nn.functional.cross_entropy(network(x), t)
        loss.backward()
        if not losses:
            gradients = [
                p.grad.T.tolist() if p.ndim == 2 else p.grad.tolist() for p in params
            ]
        losses.append(loss.item())
        adam.step()
    return {
        "x": x.tolist(),
        "t": t.tolist(),
        "params": start,
        "gradients": gradients,
        "losses": losses,
    }


optim = torch.optim
golden = {
    "version": torch.__version__.split("+")[0],
    "Tanh": tanh(),
    "SGD": optimizer(lambda params: optim.SGD(params, lr=0.1)),
    "Momentum": optimizer(lambda params: optim.SGD(params, lr=0.1, momentum=0.9)),
    "AdaGrad": optimizer(lambda params: optim.Adagrad(params, lr=0.1)),
    "Adam": optimizer(lambda params: optim.Adam(params, lr=0.1, betas=(0.8, 0.99))),
    "Sequential": deep(),
}
path = pathlib.Path(__file__).with_name("pytorch.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
