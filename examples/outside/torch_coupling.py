"""Affine checkerboard couplings with circular convolutions in PyTorch, reverse KL."""
import latticebench as lb
import torch


class Coupling(torch.nn.Module):
    def __init__(self, shape, layers, hidden):
        super().__init__()
        conv = lambda i, o: torch.nn.Conv2d(i, o, 3, padding=1, padding_mode="circular")
        self.nets = torch.nn.ModuleList(torch.nn.Sequential(
            conv(1, hidden), torch.nn.LeakyReLU(), conv(hidden, 2)) for _ in range(layers))
        for net in self.nets:
            torch.nn.init.zeros_(net[2].weight), torch.nn.init.zeros_(net[2].bias)
        self.scale = torch.nn.Parameter(torch.tensor(-1.0))
        self.register_buffer("colour", sum(torch.meshgrid(*map(torch.arange, shape), indexing="ij")) % 2)

    def sample(self, n):
        z = torch.randn(n, *self.colour.shape)
        x, logq = z * self.scale.exp(), -(0.5 * z**2 + 0.5 * torch.log(torch.tensor(2 * torch.pi)) + self.scale).sum((1, 2))
        for layer, net in enumerate(self.nets):
            active = (self.colour == layer % 2).float()
            s, t = torch.tanh(net((x * (1 - active))[:, None])).unbind(1)
            x, logq = x * torch.exp(s * active) + t * active, logq - (s * active).sum((1, 2))
        return x, logq


class Sampler:
    def prepare(self, task):
        torch.manual_seed(task.seed32)
        torch.set_num_threads(1)  # tensors this small gain nothing from more
        self.model = Coupling(task.shape, task.options.get("layers", 8), task.options.get("hidden", 16))
        optimiser = torch.optim.Adam(self.model.parameters(), 3e-3)
        step = 0
        while task.going(step):
            x, logq = self.model.sample(256)
            loss = (logq + task.action(x)).mean()
            optimiser.zero_grad(), loss.backward(), optimiser.step()
            task.progress(step=(step := step + 1), evaluations=256 * step, loss=loss)

    @torch.no_grad()
    def draw(self, n):
        return self.model.sample(n)


lb.serve(Sampler(), name="couplings in PyTorch", reference="arXiv:1904.12072")
