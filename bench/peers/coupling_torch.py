"""Peer of the coupling flows: the same architecture in PyTorch, eager and compiled, float32.

    pip install torch numpy
    echo '{"extent": 8}' | python bench/peers/coupling_torch.py '{"kind": "affine", "batch": 256, "threads": 2}'

Checkerboard couplings with circular 3 x 3 convolutions 1 -> 8 -> 8 -> outputs, normal prior, action
phi^4, reverse Kullback-Leibler loss, Adam. Answers as turns.py says, after compilation. Compiling
needs a C++ compiler; where it fails, a note says so and the eager times stand.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F
from turns import serve

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
KIND = arguments.get("kind", "affine")
LAYERS = arguments.get("layers", 16 if KIND == "affine" else 8)
HIDDEN = arguments.get("hidden", [8, 8])
BATCH = arguments.get("batch", 256)
REPEATS = arguments.get("repeats", 5)
BINS, BOUND, LEAST = 8, 5.0, 1e-3
SHIFT = math.log(math.expm1(1 - LEAST))
M2, LAMBDA = -4.0, 6.975
torch.set_num_threads(arguments.get("threads", 2))


class Net(torch.nn.Module):
    def __init__(self, outputs):
        super().__init__()
        channels = [1, *HIDDEN, outputs]
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv2d(a, b, 3) for a, b in zip(channels, channels[1:])
        )
        torch.nn.init.zeros_(self.convolutions[-1].weight)
        torch.nn.init.zeros_(self.convolutions[-1].bias)


def conditioner(x, weights):
    x = x.unsqueeze(1)
    for i in range(0, len(weights), 2):
        x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), weights[i], weights[i + 1])
        if i + 2 < len(weights):
            x = F.leaky_relu(x, 0.01)
    return x


def affine(x, net):
    s, t = torch.tanh(net).unbind(1)
    return x * torch.exp(s) + t, s


def spline(x, net):
    net = net.permute(0, 2, 3, 1)
    width, height, raw = net.split([BINS, BINS, BINS - 1], -1)
    sizes = [
        2 * BOUND * (LEAST + (1 - BINS * LEAST) * torch.softmax(part, -1))
        for part in (width, height)
    ]
    edges = [F.pad(size.cumsum(-1), (1, 0)) - BOUND for size in sizes]
    slopes = F.pad(LEAST + F.softplus(raw + SHIFT), (1, 1), value=1.0)
    inside = x.abs() < BOUND
    value = torch.where(inside, x, torch.zeros_like(x)).unsqueeze(-1)
    bin = torch.searchsorted(edges[0][..., 1:-1].contiguous(), value)
    at = lambda quantity, k: quantity.gather(-1, k).squeeze(-1)
    x0, y0 = at(edges[0], bin), at(edges[1], bin)
    w, h = at(sizes[0], bin), at(sizes[1], bin)
    d0, d1 = at(slopes, bin), at(slopes, bin + 1)
    s, theta = h / w, (value.squeeze(-1) - x0) / w
    u = theta * (1 - theta)
    den = s + (d0 + d1 - 2 * s) * u
    y = y0 + h * (s * theta**2 + d0 * u) / den
    slope = s**2 * (d1 * theta**2 + 2 * s * u + d0 * (1 - theta) ** 2) / den**2
    return torch.where(inside, y, x), torch.where(inside, slope.log(), torch.zeros_like(x))


def layer(x, active, *weights):
    """One coupling: the fields after it, and the sum of the logarithms of its slopes."""
    frozen = x * (1 - active)
    transform = affine if KIND == "affine" else spline
    y, slope = transform(x, conditioner(frozen, weights))
    return frozen + active * y, (active * slope).sum((1, 2))


class Flow(torch.nn.Module):
    def __init__(self, extent, layer):
        super().__init__()
        outputs = 2 if KIND == "affine" else 3 * BINS - 1
        self.layer = layer
        self.nets = torch.nn.ModuleList(Net(outputs) for _ in range(LAYERS))
        x = torch.arange(extent)
        parity = ((x[:, None] + x[None, :]) % 2).float()
        self.register_buffer("active", torch.stack([1 - parity, parity]))

    def forward(self, latent):
        x = latent
        density = -0.5 * (x**2).sum((1, 2)) - 0.5 * x[0].numel() * math.log(2 * math.pi)
        for number, net in enumerate(self.nets):
            x, change = self.layer(x, self.active[number % 2], *net.parameters())
            density = density - change
        return x, density


def action(phi):
    kinetic = sum((phi.roll(-1, mu) - phi) ** 2 for mu in (1, 2))
    return (kinetic + M2 * phi**2 + LAMBDA * phi**4).sum((1, 2))


def prepare(extent, compiled):
    torch.manual_seed(1)
    # All layers are the same program, so it is compiled once.
    flow = Flow(extent, torch.compile(layer) if compiled else layer)
    optimiser = torch.optim.Adam(flow.parameters(), lr=1e-3)

    def losses(latent):
        phi, density = flow(latent)
        return density + action(phi)

    def step():
        optimiser.zero_grad(set_to_none=True)
        losses(torch.randn(BATCH, extent, extent)).mean().backward()
        optimiser.step()

    @torch.no_grad()
    def draw():
        return losses(torch.randn(BATCH, extent, extent))

    return f"PyTorch {torch.__version__}, {'compiled' if compiled else 'eager'}", step, draw


def eager(extent):
    return prepare(extent, False)


def compiled(extent):
    return prepare(extent, True)


serve([eager, compiled] if arguments.get("compile", True) else [eager], REPEATS)
