"""Wrong on purpose: a continuous flow integrated with two Euler steps (options: steps). It claims the integral of
the divergence along them, which is not the density of what they draw; with 100 steps it is."""
import latticebench as lb
import numpy as np


class FewSteps:
    def prepare(self, task):
        self.shape, self.rng, self.steps = task.shape, task.rng, task.options.get("steps", 2)
        k = [4 * np.sin(np.pi * np.fft.fftfreq(extent)) ** 2 for extent in task.shape]
        momenta = sum(np.meshgrid(*k, indexing="ij"))
        # From a standard normal to the free field of mass^2 1, and a pull towards zero for phi^4.
        self.rates = -0.5 * np.log(2 * (task.options.get("mass2", 1.0) + momenta))
        self.cubic = task.options.get("cubic", 0.35)

    def velocity(self, x):
        axes = tuple(range(1, 1 + len(self.shape)))
        linear = np.fft.ifftn(self.rates * np.fft.fftn(x, axes=axes), axes=axes).real
        return linear - self.cubic * x**3, self.rates.sum() - 3 * self.cubic * (x**2).sum(axes)

    def draw(self, n):
        x = self.rng.standard_normal((n, *self.shape))
        logq = (-0.5 * x**2 - 0.5 * np.log(2 * np.pi)).reshape(n, -1).sum(1)
        for _ in range(self.steps):
            v, divergence = self.velocity(x)
            x, logq = x + v / self.steps, logq - divergence / self.steps
        return x, logq


lb.serve(FewSteps())
