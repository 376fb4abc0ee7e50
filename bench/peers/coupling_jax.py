"""Peer of the coupling flows: the same architecture in JAX, jitted, float32.

    pip install jax
    echo '{"extent": 8}' | python bench/peers/coupling_jax.py '{"kind": "affine", "batch": 256, "threads": 2}'

As coupling_torch.py.
"""
import json
import math
import os
import sys

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
THREADS = arguments.get("threads", 2)
os.environ["XLA_FLAGS"] = (
    f"--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads={THREADS}"
)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from turns import serve  # noqa: E402

KIND = arguments.get("kind", "affine")
LAYERS = arguments.get("layers", 16 if KIND == "affine" else 8)
HIDDEN = arguments.get("hidden", [8, 8])
BATCH = arguments.get("batch", 256)
REPEATS = arguments.get("repeats", 5)
BINS, BOUND, LEAST = 8, 5.0, 1e-3
SHIFT = math.log(math.expm1(1 - LEAST))
M2, LAMBDA = -4.0, 6.975
CHANNELS = [1, *HIDDEN, 2 if KIND == "affine" else 3 * BINS - 1]


def initial(key):
    layers = []
    for _ in range(LAYERS):
        net = []
        for i, (a, b) in enumerate(zip(CHANNELS, CHANNELS[1:])):
            key, key_w, key_b = jax.random.split(key, 3)
            k = 0.0 if i + 2 == len(CHANNELS) else 1 / math.sqrt(9 * a)
            net.append(
                (
                    jax.random.uniform(key_w, (3, 3, a, b), minval=-k, maxval=k),
                    jax.random.uniform(key_b, (b,), minval=-k, maxval=k),
                )
            )
        layers.append(net)
    return layers


def conditioner(net, x):
    x = x[..., None]
    for i, (weight, bias) in enumerate(net):
        padded = jnp.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="wrap")
        x = bias + jax.lax.conv_general_dilated(
            padded, weight, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        if i + 1 < len(net):
            x = jnp.maximum(x, 0.01 * x)
    return x


def affine(x, net):
    s, t = jnp.moveaxis(jnp.tanh(net), -1, 0)
    return x * jnp.exp(s) + t, s


def spline(x, net):
    width, height, raw = jnp.split(net, [BINS, 2 * BINS], -1)
    sizes = [
        2 * BOUND * (LEAST + (1 - BINS * LEAST) * jax.nn.softmax(part))
        for part in (width, height)
    ]
    edges = [jnp.cumsum(size, -1) - size - BOUND for size in sizes]
    ends = jnp.ones_like(raw[..., :1])
    slopes = jnp.concatenate([ends, LEAST + jax.nn.softplus(raw + SHIFT), ends], -1)
    inside = jnp.abs(x) < BOUND
    value = jnp.where(inside, x, 0)
    bin = (value[..., None] >= edges[0][..., 1:]).sum(-1)
    at = lambda quantity, k: jnp.take_along_axis(quantity, k[..., None], -1)[..., 0]
    x0, y0 = at(edges[0], bin), at(edges[1], bin)
    w, h = at(sizes[0], bin), at(sizes[1], bin)
    d0, d1 = at(slopes, bin), at(slopes, bin + 1)
    s, theta = h / w, (value - x0) / w
    u = theta * (1 - theta)
    den = s + (d0 + d1 - 2 * s) * u
    y = y0 + h * (s * theta**2 + d0 * u) / den
    slope = s**2 * (d1 * theta**2 + 2 * s * u + d0 * (1 - theta) ** 2) / den**2
    return jnp.where(inside, y, x), jnp.where(inside, jnp.log(slope), 0)


def forward(layers, latent):
    extent = latent.shape[1]
    site = jnp.arange(extent)
    parity = ((site[:, None] + site[None, :]) % 2).astype(jnp.float32)
    x = latent
    density = -0.5 * (x**2).sum((1, 2)) - 0.5 * extent**2 * math.log(2 * math.pi)
    for layer, net in enumerate(layers):
        active = parity if layer % 2 else 1 - parity
        frozen = x * (1 - active)
        transform = affine if KIND == "affine" else spline
        y, slope = transform(x, conditioner(net, frozen))
        x = frozen + active * y
        density = density - (active * slope).sum((1, 2))
    return x, density


def action(phi):
    kinetic = sum((jnp.roll(phi, -1, mu) - phi) ** 2 for mu in (1, 2))
    return (kinetic + M2 * phi**2 + LAMBDA * phi**4).sum((1, 2))


def losses(layers, key, extent):
    phi, density = forward(layers, jax.random.normal(key, (BATCH, extent, extent)))
    return density + action(phi)


def jitted(extent):
    state = {"p": initial(jax.random.key(1)), "count": 0}
    state["m"] = jax.tree.map(jnp.zeros_like, state["p"])
    state["v"] = jax.tree.map(jnp.zeros_like, state["p"])

    @jax.jit
    def step(state, key, count):
        loss = lambda p: losses(p, key, extent).mean()
        gradient = jax.grad(loss)(state["p"])
        m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, state["m"], gradient)
        v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, state["v"], gradient)
        correct = lambda a, b: a / (1 - b**count)
        p = jax.tree.map(
            lambda p, m, v: p
            - 1e-3 * correct(m, 0.9) / (jnp.sqrt(correct(v, 0.999)) + 1e-8),
            state["p"],
            m,
            v,
        )
        return {"p": p, "m": m, "v": v}

    draw = jax.jit(lambda p, key: losses(p, key, extent))

    def train():
        state["count"] += 1
        held = {name: state[name] for name in ("p", "m", "v")}
        state.update(step(held, jax.random.key(state["count"]), float(state["count"])))
        jax.block_until_ready(state["p"])

    return f"JAX {jax.__version__}", train, lambda: draw(state["p"], jax.random.key(1)).block_until_ready()


serve([jitted], REPEATS)
