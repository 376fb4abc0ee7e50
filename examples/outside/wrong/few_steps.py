"""Wrong on purpose: a continuous flow integrated with two Euler steps (options: steps). It claims the integral of
the divergence along them, which is not the density of what they draw; with 200 steps it is, to a few hundredths."""
import latticebench as lb
import numpy as np

# v = sum_f W_f g_f(phi), g = (phi, sin 1.5 phi, sin 3 phi); W_f in powers of k^2 / 4, fitted to phi^4 at E1.
FITTED = [[-1.333, -0.265, 0.126], [0.696, -0.297, -0.035], [0.342, -0.548, 0.197]]


class FewSteps:
    def prepare(self, task):
        self.shape, self.rng, self.steps = task.shape, task.rng, task.options.get("steps", 2)
        waves = [np.sin(np.pi * np.fft.fftfreq(extent)) ** 2 for extent in task.shape]
        k2 = sum(np.meshgrid(*waves, indexing="ij"))
        self.spectra = [sum(c * k2**power for power, c in enumerate(row)) for row in FITTED]
        if "lambda" not in task.parameters:  # a free field needs its linear part alone
            self.spectra = [-0.5 * np.log(2 * (task.parameters["m2"] + 4 * k2))]

    def velocity(self, x):
        axes, v, divergence = tuple(range(1, x.ndim)), 0, 0
        features = ((x, np.ones_like(x)), (np.sin(1.5 * x), 1.5 * np.cos(1.5 * x)), (np.sin(3 * x), 3 * np.cos(3 * x)))
        for spectrum, (g, slope) in zip(self.spectra, features):
            v = v + np.fft.ifftn(spectrum * np.fft.fftn(g, axes=axes), axes=axes).real
            divergence = divergence + spectrum.mean() * slope.sum(axes)
        return v, divergence

    def draw(self, n):
        x = self.rng.standard_normal((n, *self.shape))
        logq = (-0.5 * x**2 - 0.5 * np.log(2 * np.pi)).reshape(n, -1).sum(1)
        for _ in range(self.steps):
            v, divergence = self.velocity(x)
            x, logq = x + v / self.steps, logq - divergence / self.steps
        return x, logq


lb.serve(FewSteps())
