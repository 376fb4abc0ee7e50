"""HMC and NUTS of BlackJAX (options: kernel: hmc or nuts), window-adapted, 16 chains side by side."""
import blackjax
import jax
import latticebench as lb
import numpy as np

CHAINS = 16


class Chains:
    structure = "chains"

    def prepare(self, task):
        log_density = lambda x: -task.action(x)
        nuts = task.options.get("kernel", "nuts") == "nuts"
        algorithm, extra = (blackjax.nuts, {}) if nuts else (blackjax.hmc, {"num_integration_steps": 10})
        self.key, first, k = jax.random.split(jax.random.key(task.seed32), 3)
        start = 0.5 * jax.random.normal(first, (CHAINS, *task.shape))
        warmup = blackjax.window_adaptation(algorithm, log_density, **extra)
        with task.stage("tune"):
            (state, parameters), _ = warmup.run(k, start[0], num_steps=500)
        kernel = algorithm(log_density, **parameters)
        self.states = jax.vmap(kernel.init)(start)

        @jax.jit
        def steps(states, keys):
            def one(states, key):
                states, info = jax.vmap(kernel.step)(jax.random.split(key, CHAINS), states)
                return states, (states.position, info.acceptance_rate)
            return jax.lax.scan(one, states, keys)

        self.steps = steps
        with task.stage("thermalise"):
            self.draw(CHAINS * 200)
        return {"stepSize": float(parameters["step_size"])}

    def draw(self, n):
        self.key, k = jax.random.split(self.key)
        self.states, (fields, _) = self.steps(self.states, jax.random.split(k, -(-n // CHAINS)))
        return lb.chain(np.asarray(fields))


lb.serve(Chains(), name="BlackJAX", reference="https://github.com/blackjax-devs/blackjax")
