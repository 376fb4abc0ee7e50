"""Peer of the equivariant continuous flow: bijx, by the authors of arXiv:2207.00283, jitted, float32.

    pip install bijx optax
    echo '{"extent": 8}' | python bench/peers/cnf_bijx.py '{"batch": 256, "steps": 50, "repeats": 3, "threads": 2}'

Answers as turns.py says, for a training step (loss, gradient, Adam) and a draw after compilation. The vector field is
ConvVF.build with its defaults: 49 frequencies and a linear feature, 20 bonds, 21 functions of time reduced to 20, kernel as
large as the lattice. One variant integrates as ours does, with the same RK4 steps; the other as bijx's tutorial of
scalar theories does, by Tsit5 in ten steps: 60 evaluations of the field instead of 200.
"""
import json
import os
import sys

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
THREADS = arguments.get("threads", 2)
os.environ["XLA_FLAGS"] = (
    f"--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads={THREADS}"
)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

from importlib.metadata import version  # noqa: E402

import bijx  # noqa: E402
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402
from flax import nnx  # noqa: E402
from turns import serve  # noqa: E402

BATCH = arguments.get("batch", 256)
STEPS = arguments.get("steps", 50)
M2, LAMBDA = -4.0, 6.975
# The tutorial has no trainer; these are the rates of the paper.
OPTIMISER = optax.adam(5e-3, b1=0.8, b2=0.9)


def rk4(field):
    return bijx.ContFlowRK4(field, steps=STEPS)


def tutorial(field):
    return bijx.ContFlowDiffrax(field, config=bijx.DiffraxConfig(dt=1 / 10))


def action(phi):
    terms = jax.vmap(lambda one: bijx.lattice.scalar.phi4_term(one, M2, LAMBDA))
    return terms(phi).sum((1, 2))


def prepare(name, solved, extent, most_extent):
    # The cost of its convolution grows as L^4: beyond, a step takes a minute.
    if extent > most_extent:
        raise ValueError(f"bijx's direct convolution is timed up to L = {most_extent}")
    shape = (extent, extent)
    field = bijx.ConvVF.build(shape, (), rngs=nnx.Rngs(params=0))
    prior = bijx.IndependentNormal(shape, rngs=nnx.Rngs(sample=0))
    graph, parameters, rest = nnx.split(
        bijx.Transformed(prior, solved(field)), nnx.Param, ...
    )

    def draws(parameters, key):
        sampler = nnx.merge(graph, parameters, rest)
        phi, log_density = sampler.sample((BATCH,), rng=key)
        return phi, log_density, action(phi)

    def loss(parameters, key):
        _, log_density, value = draws(parameters, key)
        return jnp.mean(log_density + value)

    @jax.jit
    def train(parameters, moments, key):
        value, gradient = jax.value_and_grad(loss)(parameters, key)
        change, moments = OPTIMISER.update(gradient, moments, parameters)
        return optax.apply_updates(parameters, change), moments, value

    drawn = jax.jit(draws)
    key = jax.random.key(1)
    state = [parameters, OPTIMISER.init(parameters)]

    def step():
        *state[:], value = train(*state, key)
        jax.block_until_ready(value)

    return name, step, lambda: jax.block_until_ready(drawn(state[0], key))


def same_steps(extent):
    return prepare(f"bijx {version('bijx')}, {STEPS} RK4 steps", rk4, extent, 8)


def own_steps(extent):
    return prepare(f"bijx {version('bijx')}, Tsit5 at dt = 1/10", tutorial, extent, 12)


serve([same_steps, own_steps], arguments.get("repeats", 3))
