"""Peer of Hamiltonian Monte Carlo: BlackJAX's HMC, window-adapted, chains side by side, float32, one thread.

    pip install jax blackjax
    python bench/peers/hmc_blackjax.py '{"extent": 8, "mass2": -4, "coupling": 6.008, "chains": 64, "steps": 10}'

Adapts and thermalises, and prints one JSON line. Then for each number n that it reads it makes n updates of all
chains and prints the processor seconds, and the mean field and action of every configuration, [update][chain].
"""
import json
import os
import sys
import time

arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-1:])

import blackjax  # noqa: E402
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

EXTENT = arguments.get("extent", 8)
MASS2 = arguments.get("mass2", -4.0)
COUPLING = arguments.get("coupling", 6.008)
CHAINS = arguments.get("chains", 64)
STEPS = arguments.get("steps", 10)
ADAPTATION = arguments.get("adaptation", 500)
THERMALISATION = arguments.get("thermalisation", 300)


def action(phi):
    square = phi * phi
    links = phi * (jnp.roll(phi, 1, 0) + jnp.roll(phi, 1, 1))
    return jnp.sum((4 + MASS2) * square + COUPLING * square * square - 2 * links)


def log_density(phi):
    return -action(phi)


key, first, k = jax.random.split(jax.random.key(arguments.get("seed", 1)), 3)
start = 0.5 * jax.random.normal(first, (CHAINS, EXTENT, EXTENT))
warmup = blackjax.window_adaptation(blackjax.hmc, log_density, num_integration_steps=STEPS)
(_, parameters), _ = warmup.run(k, start[0], num_steps=ADAPTATION)
kernel = blackjax.hmc(log_density, **parameters)
states = jax.vmap(kernel.init)(start)


def one(states, key):
    states, info = jax.vmap(kernel.step)(jax.random.split(key, CHAINS), states)
    phi = states.position
    return states, (phi.mean((1, 2)), -states.logdensity, info.acceptance_rate)


run = jax.jit(lambda states, keys: jax.lax.scan(one, states, keys))


def updates(n):
    """n updates of all chains; the compilation for a new n is not timed."""
    global states, key
    key, k = jax.random.split(key)
    keys = jax.random.split(k, n)
    compiled = run.lower(states, keys).compile()
    before = time.process_time()
    states, out = compiled(states, keys)
    mean_field, values, acceptance = (np.asarray(x, dtype=float) for x in out)
    return time.process_time() - before, mean_field, values, acceptance


updates(THERMALISATION)
print(
    json.dumps(
        {
            "peer": f"blackjax {blackjax.__version__}, jax {jax.__version__}",
            "stepSize": float(parameters["step_size"]),
        }
    ),
    flush=True,
)
for line in sys.stdin:
    seconds, mean_field, values, acceptance = updates(int(line))
    print(
        json.dumps(
            {
                "coreSeconds": seconds,
                "acceptance": float(acceptance.mean()),
                "meanField": mean_field.ravel().tolist(),
                "action": values.ravel().tolist(),
            }
        ),
        flush=True,
    )
