"""Peer of the equivariant continuous flow: the same architecture in JAX, jitted, float32.

    pip install jax
    echo '{"extent": 8}' | python bench/peers/cnf_jax.py '{"batch": 256, "steps": 50, "repeats": 3, "threads": 2}'

Answers as turns.py says, for a training step (loss, gradient, Adam) and a draw after compilation, with the convolution
that is fastest of those asked for (conv, fft, matmul). The gradient follows the published recipe: the
adjoint system integrated backward with the same RK4, O(1) memory.
"""
import json
import os
import sys
import time

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
THREADS = arguments.get("threads", 2)
os.environ["XLA_FLAGS"] = (
    f"--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads={THREADS}"
)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from turns import serve  # noqa: E402

FEATURES, BONDS, TIME_BONDS, MODES = 50, 20, 20, arguments.get("timeModes", 10)
M2, LAMBDA = -4.0, 6.975


def orbit_table(extent):
    folded = np.minimum(np.arange(extent), extent - np.arange(extent))
    low = np.minimum(folded[:, None], folded[None, :])
    high = np.maximum(folded[:, None], folded[None, :])
    _, table = np.unique(high * (extent + 1) + low, return_inverse=True)
    return table.reshape(extent, extent), table.max() + 1


def time_basis(t):
    angles = 2 * jnp.pi * jnp.arange(1, MODES + 1) * t
    return jnp.concatenate([jnp.sin(angles), jnp.cos(angles), jnp.ones(1)])


def build(extent, steps, convolve):
    orbits, count = orbit_table(extent)
    orbits = jnp.asarray(orbits)

    def initial(key):
        k1, k2, k3, k4 = jax.random.split(key, 4)
        orthogonal = jax.nn.initializers.orthogonal()
        return {
            "w": jax.random.uniform(k1, (FEATURES - 1,), maxval=5.0),
            "B": orthogonal(k2, (BONDS, FEATURES)),
            "C": orthogonal(k3, (TIME_BONDS, 2 * MODES + 1)),
            "W": 0.01 * jax.random.normal(k4, (count, BONDS, TIME_BONDS)),
        }

    def field(parameters, phi, t):
        """phi [batch, L, L]; returns its velocity and d log q / dt."""
        c = parameters["C"] @ time_basis(t) / (2 * MODES + 1)
        kernel = (parameters["W"] @ c)[orbits]
        angles = phi[..., None] * parameters["w"]
        bonds = parameters["B"] / FEATURES
        values = jnp.concatenate([jnp.sin(angles), phi[..., None]], -1) @ bonds.T
        slopes = jnp.concatenate(
            [jnp.cos(angles) * parameters["w"], jnp.ones_like(phi)[..., None]], -1
        ) @ (kernel[0, 0] @ bonds)
        velocity = convolve(values, kernel, extent)
        return velocity, -slopes.sum((1, 2))

    def advance(rate, state, t, h):
        def moved(k, factor):
            return jax.tree.map(lambda s, d: s + factor * d, state, k)

        k1 = rate(state, t)
        k2 = rate(moved(k1, h / 2), t + h / 2)
        k3 = rate(moved(k2, h / 2), t + h / 2)
        k4 = rate(moved(k3, h), t + h)
        return jax.tree.map(
            lambda s, a, b, c, d: s + h / 6 * (a + 2 * b + 2 * c + d), state, k1, k2, k3, k4
        )

    def solve(rate, state, start, h):
        def body(i, s):
            return advance(rate, s, start + i * h, h)

        return jax.lax.fori_loop(0, steps, body, state)

    @jax.custom_vjp
    def flow(parameters, latent):
        rate = lambda s, t: field(parameters, s[0], t)
        return solve(rate, (latent, jnp.zeros(latent.shape[0])), 0.0, 1.0 / steps)

    def forward(parameters, latent):
        end = flow(parameters, latent)
        return end, (parameters, end[0])

    def backward(saved, cotangents):
        parameters, phi = saved
        on_phi, on_density = cotangents
        zeros = jax.tree.map(jnp.zeros_like, parameters)

        def rate(s, t):
            x, a, _ = s
            out, pull = jax.vjp(lambda p, y: field(p, y, t), parameters, x)
            by_parameters, by_x = pull((a, on_density))
            minus = lambda tree: jax.tree.map(jnp.negative, tree)
            return out[0], minus(by_x), minus(by_parameters)

        _, on_latent, gradient = solve(rate, (phi, on_phi, zeros), 1.0, -1.0 / steps)
        return gradient, on_latent

    flow.defvjp(forward, backward)

    def action(phi):
        links = sum(((jnp.roll(phi, -1, mu) - phi) ** 2).sum((1, 2)) for mu in (1, 2))
        return links + (M2 * phi**2 + LAMBDA * phi**4).sum((1, 2))

    def loss(parameters, latent):
        phi, change = flow(parameters, latent)
        return jnp.mean(change - 0.5 * (latent**2).sum((1, 2)) + action(phi))

    def step(parameters, moments, i, key, batch):
        latent = jax.random.normal(key, (batch, extent, extent))
        value, gradient = jax.value_and_grad(loss)(parameters, latent)
        m = jax.tree.map(lambda a, g: 0.8 * a + 0.2 * g, moments[0], gradient)
        v = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g * g, moments[1], gradient)
        parameters = jax.tree.map(
            lambda p, a, b: p
            - 5e-3 * (a / (1 - 0.8**i)) / (jnp.sqrt(b / (1 - 0.9**i)) + 1e-8),
            parameters, m, v,
        )
        return parameters, (m, v), value

    def draw(parameters, key, batch):
        latent = jax.random.normal(key, (batch, extent, extent))
        phi, change = flow(parameters, latent)
        return phi, change - 0.5 * (latent**2).sum((1, 2)), action(phi)

    return (
        initial,
        jax.jit(step, static_argnums=4, donate_argnums=(0, 1)),
        jax.jit(draw, static_argnums=2),
    )


def by_convolution(values, kernel, extent):
    """Periodic padding and one convolution with an L x L kernel."""
    left = extent // 2
    right = extent - 1 - left
    padded = jnp.pad(values, ((0, 0), (left, right), (left, right), (0, 0)), mode="wrap")
    rolled = jnp.roll(kernel, (left, left), (0, 1))[..., None]
    out = jax.lax.conv_general_dilated(
        padded, rolled, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    return out[..., 0]


def by_fourier(values, kernel, extent):
    """The same through fast Fourier transforms."""
    spectrum = jnp.fft.rfft2(values, axes=(1, 2)) * jnp.conj(
        jnp.fft.rfft2(kernel, axes=(0, 1))
    )
    return jnp.fft.irfft2(spectrum.sum(-1), s=(extent, extent), axes=(1, 2))


def by_product(values, kernel, extent):
    """The same as one product with a circulant matrix, [F V] x [V]."""
    index = (jnp.arange(extent)[:, None] - jnp.arange(extent)) % extent
    matrix = kernel[index[:, None, :, None], index[None, :, None, :]]
    flat = matrix.transpose(2, 3, 4, 0, 1).reshape(-1, extent * extent)
    batch = values.shape[0]
    return (values.reshape(batch, -1) @ flat).reshape(batch, extent, extent)


CONVOLVE = {"conv": by_convolution, "fft": by_fourier, "matmul": by_product}


def prepare(extent, batch, steps, way):
    """Seconds of a compiled training step, the step and a draw."""
    initial, step, draw = build(extent, steps, CONVOLVE[way])
    key = jax.random.key(1)
    parameters = initial(key)
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = [parameters, (zeros, jax.tree.map(jnp.copy, zeros))]

    def train():
        parameters, moments, value = step(*state, 1.0, key, batch)
        state[:] = [parameters, moments]
        jax.block_until_ready(value)

    train()
    start = time.perf_counter()
    train()
    seconds = time.perf_counter() - start
    return seconds, way, train, lambda: jax.block_until_ready(draw(state[0], key, batch))


def jitted(extent):
    ways = [
        prepare(extent, arguments.get("batch", 256), arguments.get("steps", 50), way)
        for way in arguments.get("convolutions", ["fft"])
    ]
    _, way, train, draw = min(ways, key=lambda tried: tried[0])
    return f"JAX {jax.__version__}, jitted, {way}", train, draw


serve([jitted], arguments.get("repeats", 3))
