/** The Langevin proposal and its acceptance against their formulas, and the sampled distribution. */
import { expect, test } from "vitest";
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { hmcOptionsSchema } from "../../../samplers/hmc/options.js";
import { drawMomenta } from "../../../samplers/hmc/reference/momenta.js";
import { createKernelEngine } from "../../../samplers/hmc/simd/engine.js";
import { LangevinRun, mala } from "../../../samplers/mala/mala.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";
import { measureAll, overChains, phi4Action, zScore } from "../hmc/support.js";

const backend = await openTestBackend();
const target = phi4Action([8], -2, 1);

test("proposes phi - t dS + sqrt(2t) xi, and Delta H is the Metropolis-Hastings ratio", async () => {
	const key = [3, 4] as const;
	const { context, counted } = witness("mala", { backend });
	const engine = createKernelEngine(target, 2, "float64", key, 1);
	const options = hmcOptionsSchema.parse({ chains: 2, steps: 1, jitter: 0 });
	const run = new LangevinRun(target, engine, options, context);
	run.stepSize = 0.25;
	const t = run.stepSize ** 2 / 2;
	const start = fillNormal(createRandom("phi"), new Float64Array(16)).map(
		(value) => value / 2,
	);
	engine.load(start);
	const batch = await run.advance(1);
	const after = await engine.fields();
	engine.dispose();
	expect(counted.gradient).toBe(4);
	const { gradient } = hostEvaluation(target);
	for (let chain = 0; chain < 2; chain++) {
		const phi = start.slice(chain * 8, chain * 8 + 8);
		const slopes = new Float64Array(8);
		const [s] = await gradient(phi, slopes);
		const xi = new Float64Array(8);
		drawMomenta(key, 0, chain, xi);
		const proposal = phi.map(
			(value, x) => value - t * slopes[x] + Math.sqrt(2 * t) * xi[x],
		);
		const back = new Float64Array(8);
		const [end] = await gradient(proposal, back);
		let change = end - s;
		for (let x = 0; x < 8; x++) {
			const forth = proposal[x] - phi[x] + t * slopes[x];
			const reverse = phi[x] - proposal[x] + t * back[x];
			change += (reverse ** 2 - forth ** 2) / (4 * t);
		}
		expect(Math.abs(batch.energyChange[chain] - change)).toBeLessThan(1e-9);
		const kept = batch.accepted[chain] === 1 ? proposal : phi;
		for (let x = 0; x < 8; x++)
			expect(Math.abs(after[chain * 8 + x] - kept[x])).toBeLessThan(1e-12);
	}
});

test("samples the target at the tuned acceptance of 0.574", async () => {
	const { context } = witness("mala", { backend });
	const prepared = await mala
		.create(mala.options.parse({}))
		.prepare(target, { seconds: 30 }, context);
	const ensemble = await prepared.draw(64 * 500);
	prepared.dispose();
	const phi2 = overChains(measureAll(ensemble).phi2, 64);
	// Transfer matrix.
	expect(Math.abs(zScore(phi2, 0.6913989958))).toBeLessThan(4.5);
	expect(phi2.error).toBeLessThan(0.02);
	if (ensemble.structure.kind !== "chains") throw new Error("no chains");
	const accepted = ensemble.structure.accepted ?? new Uint8Array(0);
	const rate = accepted.reduce((sum, flag) => sum + flag, 0) / accepted.length;
	expect(Math.abs(rate - 0.574)).toBeLessThan(0.1);
});
