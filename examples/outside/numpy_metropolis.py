"""Checkerboard Metropolis of phi^4 in NumPy: 64 chains, two sites of a colour never touch."""
import latticebench as lb
import numpy as np


class Metropolis:
    structure = "chains"

    def prepare(self, task):
        self.shape, self.rng = task.shape, task.rng
        self.width, self.sweeps = task.options.get("width", 0.6), task.options.get("sweeps", 5)
        self.kinetic, self.potential = task.action.kinetic, np.polynomial.Polynomial(task.action.potential)
        colour = sum(np.indices(task.shape)) % 2
        self.colours = [colour == 0, colour == 1]
        self.x = 0.5 * self.rng.standard_normal((64, *task.shape))
        with task.stage("thermalise"):
            for step in range(500):
                self.sweep()
                task.progress(step=step)

    def local(self, x, neighbours):
        return self.kinetic * (2 * len(self.shape) * x**2 - 2 * x * neighbours) + self.potential(x)

    def sweep(self):
        axes = range(1, 1 + len(self.shape))
        for colour in self.colours:
            near = sum(np.roll(self.x, step, axis) for axis in axes for step in (1, -1))
            new = self.x + self.rng.uniform(-self.width, self.width, self.x.shape)
            change = self.local(new, near) - self.local(self.x, near)
            accept = colour & (np.log(self.rng.uniform(size=self.x.shape)) < -change)
            self.x = np.where(accept, new, self.x)

    def drawn(self):
        for _ in range(self.sweeps):
            self.sweep()
        return self.x.copy()

    def draw(self, n):
        return lb.chain(np.stack([self.drawn() for _ in range(-(-n // 64))]))


lb.serve(Metropolis())
