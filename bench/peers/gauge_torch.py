"""Peer of the coupling flow of U(1) links: the flow of the tutorial arXiv:2101.08176 in PyTorch, float32.

    pip install torch numpy
    echo '{"extent": 8}' | python bench/peers/gauge_torch.py '{"batch": 64, "threads": 2}'

Stripes of active, passive and frozen plaquettes, circular 3 x 3 convolutions 2 -> 8 -> 8 -> 3, the
mean of two non-compact projections and a rotation, reverse Kullback-Leibler loss, Adam. Answers as
turns.py says.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F
from turns import serve

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
LAYERS = arguments.get("layers", 16)
HIDDEN = arguments.get("hidden", [8, 8])
BATCH = arguments.get("batch", 64)
REPEATS = arguments.get("repeats", 10)
BETA = arguments.get("beta", 2.0)
COMPONENTS = 2
TURN = 2 * math.pi
torch.set_num_threads(arguments.get("threads", 2))


def net_of():
    channels = [2, *HIDDEN, COMPONENTS + 1]
    return torch.nn.ModuleList(
        torch.nn.Conv2d(a, b, 3, padding=1, padding_mode="circular")
        for a, b in zip(channels, channels[1:])
    )


def plaquettes_of(links):
    a, b = links.unbind(1)
    return a + b.roll(-1, 1) - a.roll(-1, 2) - b


def layer(plaquettes, active, frozen, across, net):
    """One coupling: the plaquettes after it, the turns of the active ones, the logarithm of the determinant."""
    x = torch.stack([plaquettes.cos(), plaquettes.sin()], 1) * frozen
    for number, convolution in enumerate(net):
        x = convolution(x)
        if number + 1 < len(net):
            x = F.leaky_relu(x, 0.01)
    s, t = x[:, :COMPONENTS], x[:, COMPONENTS]
    half = torch.remainder(plaquettes + math.pi, TURN).sub(math.pi).div(2).unsqueeze(1)
    image = (2 * torch.atan(s.exp() * half.tan())).mean(1)
    slope = -((-s).exp() * half.cos() ** 2 + s.exp() * half.sin() ** 2).log()
    density = (slope.logsumexp(1) - math.log(COMPONENTS)) * active
    turn = (image + t - 2 * half.squeeze(1)) * active
    return plaquettes + turn - turn.roll(-1, across), turn, density.sum((1, 2))


class Flow(torch.nn.Module):
    def __init__(self, extent):
        super().__init__()
        self.nets = torch.nn.ModuleList(net_of() for _ in range(LAYERS))
        x = torch.arange(extent)
        rows = torch.stack([(x - offset) % 4 for offset in range(4)])
        self.register_buffer("rows", rows)

    def forward(self, links):
        plaquettes = plaquettes_of(links)
        density = torch.zeros(len(links))
        turns = [torch.zeros_like(plaquettes), torch.zeros_like(plaquettes)]
        for number, net in enumerate(self.nets):
            mu = number % 2
            row = self.rows[number // 2 % 4]
            row = row[None, :] if mu == 0 else row[:, None]
            active, frozen = (row == 0).float(), ((row == 1) | (row == 2)).float()
            plaquettes, turn, change = layer(plaquettes, active, frozen, 2 - mu, net)
            turns[mu] = turns[mu] + turn
            density = density - change
        return plaquettes, links + torch.stack([turns[0], -turns[1]], 1), density


def eager(extent):
    torch.manual_seed(1)
    flow = Flow(extent)
    optimiser = torch.optim.Adam(flow.parameters(), lr=1e-3)

    def losses():
        plaquettes, links, density = flow(TURN * torch.rand(BATCH, 2, extent, extent))
        return density - BETA * plaquettes.cos().sum((1, 2)), links

    def step():
        optimiser.zero_grad(set_to_none=True)
        losses()[0].mean().backward()
        optimiser.step()

    @torch.no_grad()
    def draw():
        return losses()

    return f"PyTorch {torch.__version__}, eager", step, draw


serve([eager], REPEATS)
