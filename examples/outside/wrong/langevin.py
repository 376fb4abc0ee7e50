"""Wrong on purpose: unadjusted Langevin with a large step samples a neighbour of exp(-S).."""
import latticebench as lb
import numpy as np


class Langevin:
    structure = "chains"

    def prepare(self, task):
        self.action, self.rng, self.step = task.action, task.rng, task.options.get("step", 0.02)
        self.x = 0.3 * self.rng.standard_normal((64, *task.shape))
        for _ in range(500):
            self.move()

    def move(self):
        noise = np.sqrt(2 * self.step) * self.rng.standard_normal(self.x.shape)
        self.x = self.x - self.step * self.action.gradient(self.x) + noise
        return self.x.copy()

    def draw(self, n):
        return lb.chain(np.stack([self.move() for _ in range(-(-n // 64))]))


lb.serve(Langevin())
