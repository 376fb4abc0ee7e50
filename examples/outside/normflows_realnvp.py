"""A flow of the library normflows as it is: masked affine couplings, trained by its own reverse KL."""
import latticebench as lb
import normflows as nf
import torch


class Target(nf.distributions.Target):
    def __init__(self, task):
        super().__init__()
        self.task = task

    def log_prob(self, z):
        return -self.task.action(z.reshape(-1, *self.task.shape))


class Sampler:
    def prepare(self, task):
        torch.manual_seed(task.seed32)
        torch.set_num_threads(1)  # tensors this small gain nothing from more
        self.shape, volume = task.shape, int(torch.tensor(task.shape).prod())
        colour = (sum(torch.meshgrid(*map(torch.arange, task.shape), indexing="ij")) % 2).ravel().float()
        mlp = lambda: nf.nets.MLP([volume, 64, volume], init_zeros=True)
        flows = [nf.flows.MaskedAffineFlow(colour if i % 2 else 1 - colour, mlp(), mlp()) for i in range(8)]
        self.flow = nf.NormalizingFlow(nf.distributions.DiagGaussian(volume), flows, Target(task))
        optimiser = torch.optim.Adam(self.flow.parameters(), 2e-3)
        step = 0
        while task.going(step):
            loss = self.flow.reverse_kld(256)
            optimiser.zero_grad(), loss.backward(), optimiser.step()
            task.progress(step=(step := step + 1), evaluations=256 * step, loss=loss)

    @torch.no_grad()
    def draw(self, n):
        x, logq = self.flow.sample(n)
        return x.reshape(-1, *self.shape), logq

    @torch.no_grad()
    def logq(self, fields):
        return self.flow.log_prob(torch.tensor(fields, dtype=torch.float32).reshape(len(fields), -1))


lb.serve(Sampler(), name="MaskedAffineFlow of normflows", reference="https://github.com/VincentStimper/normalizing-flows")
