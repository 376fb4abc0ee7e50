"""A real NVP in JAX: affine checkerboard couplings with dense nets, reverse KL, Adam by hand."""
import jax
import jax.numpy as jnp
import latticebench as lb


class RealNvp:
    def prepare(self, task):
        shape, layers, width = task.shape, task.options.get("layers", 8), task.options.get("width", 32)
        colour = (sum(jnp.indices(shape)) % 2).ravel()
        volume = colour.size
        first, self.key = jax.random.split(jax.random.key(task.seed32))
        params = [(jax.random.normal(k, (volume, width)) / volume**0.5, jnp.zeros(width),
                   jnp.zeros((width, 2 * volume)), jnp.zeros(2 * volume)) for k in jax.random.split(first, layers)]

        def sample(params, key, n):
            z = jax.random.normal(key, (n, volume))
            x, logq = z, -0.5 * (z**2 + jnp.log(2 * jnp.pi)).sum(1)
            for layer, (inner, bias, outer, shift) in enumerate(params):
                active = colour == layer % 2
                s, t = jnp.split(jnp.tanh((x * ~active) @ inner + bias) @ outer + shift, 2, axis=1)
                s = jnp.tanh(s) * active
                x, logq = x * jnp.exp(s) + t * active, logq - s.sum(1)
            return x.reshape(n, *shape), logq

        def loss(params, key):
            x, logq = sample(params, key, 512)
            return (logq + task.action(x)).mean()

        @jax.jit
        def step(params, m, v, i, key):
            value, g = jax.value_and_grad(loss)(params, key)
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g**2, v, g)
            move = lambda p, m, v: p - 3e-3 * m / (1 - 0.9**i) / (jnp.sqrt(v / (1 - 0.99**i)) + 1e-8)
            return jax.tree.map(move, params, m, v), m, v, value

        m = v = jax.tree.map(jnp.zeros_like, params)
        with task.stage("compile"):
            jax.block_until_ready(step(params, m, v, 1, self.key))
        i = 0
        while task.going(i):
            i, (self.key, k) = i + 1, jax.random.split(self.key)
            params, m, v, value = step(params, m, v, i, k)
            task.progress(step=i, evaluations=512 * (i + 1), loss=value)
        self.params, self.sample = params, jax.jit(sample, static_argnums=2)

    def draw(self, n):
        self.key, k = jax.random.split(self.key)
        return self.sample(self.params, k, n)


lb.serve(RealNvp(), name="real NVP in JAX", reference="arXiv:1605.08803")
