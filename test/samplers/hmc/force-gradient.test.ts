/** The force-gradient integrator: its order, its way back, and its area, on kernels and references. */
import { describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { wilsonAction } from "../../../actions/gauge/wilson-action.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { spins } from "../../../actions/spin/o-n.js";
import { loadKernel } from "../../../core/kernels/load.js";
import { createLattice, neighbours } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { fourierDynamics } from "../../../samplers/hmc/acceleration.js";
import type { HmcEngine } from "../../../samplers/hmc/engine.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../../../samplers/hmc/reference/autodiff.js";
import { createHostEngine } from "../../../samplers/hmc/reference/host.js";
import {
	createKernelEngine,
	createLinkEngine,
} from "../../../samplers/hmc/simd/engine.js";
import {
	linkKernelName,
	prepareLinks,
} from "../../../samplers/hmc/simd/gauge/memory.js";
import { setPlan } from "../../../samplers/hmc/simd/plan.js";
import { openTestBackend } from "../../support/backend.js";
import { evaluate } from "../flow/support.js";
import {
	integrate,
	normals,
	overChains,
	phi4Action,
	phi6Action,
	prepare,
	zScore,
} from "./support.js";

await openTestBackend();

const chains = 4;
const key = [7, 11] as const;

const links = (
	[
		["U1", [4, 3], 2],
		["U1", [3, 3, 4], 1.5],
		["SU2", [3, 4], 2.2],
		["SU2", [3, 3, 3, 3], 2.3],
		["SU3", [4, 3], 6],
		["SU3", [3, 3, 3], 5.5],
	] as const
).map(([group, shape, beta]) => {
	const action = wilsonAction("gauge", group, createLattice(shape), beta);
	const title = `${group} on ${shape.join(" x ")}`;
	return { title, group, shape, beta, action, start: uniform(action) };
});

function uniform(action: Action): Float64Array {
	const { size, components } = action.space;
	const fields = new Float64Array(chains * size);
	geometryOf(action.space).uniform(createRandom("start"), fields, components);
	return fields;
}

/** Delta H of trajectories of length 1 from one start, each with its own momenta. */
async function changes(
	engine: HmcEngine,
	start: Float64Array,
	steps: number,
): Promise<number[]> {
	const all: number[] = [];
	const plan = schedule("force-gradient", steps, 1 / steps);
	for (let number = 0; number < 6; number++) {
		engine.load(start);
		const { energyChange } = await engine.run([{ number, plan }]);
		all.push(...energyChange);
	}
	return all;
}

/** Halving the step divides |Delta H| by 16 and its square by 256, up to terms of the next even order in the step. */
function expectFourthOrder(coarse: number[], fine: number[], slack = 0.1) {
	const largest = (a: number[]) => Math.max(...a.map(Math.abs));
	const squares = (a: number[]) => a.reduce((sum, x) => sum + x * x, 0);
	const order = Math.log2(largest(coarse) / largest(fine));
	expect(Math.abs(order - 4)).toBeLessThan(slack);
	const squareOrder = Math.log2(squares(coarse) / squares(fine));
	expect(Math.abs(squareOrder - 8)).toBeLessThan(2 * slack);
}

describe.each(links)("$title", ({ group, shape, beta, action, start }) => {
	const kernel = () => createLinkEngine(action, chains, "float64", key, 1);

	test("Delta H of the kernel is of fourth order", async () => {
		const engine = kernel();
		const coarse = await changes(engine, start, 16);
		const fine = await changes(engine, start, 32);
		engine.dispose();
		expectFourthOrder(coarse, fine);
	});

	test("the kernel goes as automatic differentiation, to its float32", async () => {
		const [fused, reference] = await Promise.all(
			[kernel(), createAutodiffEngine(action, chains, key)].map(
				async (engine) => {
					const energy = await changes(engine, start, 3);
					const fields = await engine.fields();
					engine.dispose();
					return { energy, fields };
				},
			),
		);
		fused.energy.forEach((value, i) => {
			expect(Math.abs(value - reference.energy[i])).toBeLessThan(1e-3);
		});
		fused.fields.forEach((value, i) => {
			expect(Math.abs(value - reference.fields[i])).toBeLessThan(1e-4);
		});
	});

	test("steps of the opposite sign lead back", () => {
		const { exports, heap } = loadKernel(linkKernelName(group));
		const setup = { kind: "wilson", group, beta, shape, key } as const;
		const { lanes, field, memory } = prepareLinks(exports, heap, setup);
		const size = field.view.length;
		for (let lane = 0; lane < lanes; lane++) {
			field.view.set(start.subarray(lane * size, (lane + 1) * size));
			exports.insert(lane, field.address);
		}
		exports.start();
		exports.refresh(0, 0);
		const before = memory.view.slice(0, lanes * size);
		const moving = memory.view.subarray(lanes * size, 2 * lanes * size);
		const distance = () =>
			Math.max(...moving.map((x, i) => Math.abs(x - before[i])));
		expect(distance()).toBe(0);
		setPlan(exports, schedule("force-gradient", 5, 0.2));
		exports.integrate();
		expect(distance()).toBeGreaterThan(0.5);
		setPlan(exports, schedule("force-gradient", 5, -0.2));
		exports.integrate();
		// Both ways round some hundred times, and chaos of unit time hardly amplifies.
		expect(distance()).toBeLessThan(1e-12);
	});
});

test.each([
	["phi^4", phi4Action([4, 6], -1, 1)],
	["phi^6", phi6Action([3, 2, 4], 0.4, -0.3, 0.06)],
] as const)(
	"the kernel of %s goes as automatic differentiation, to float32",
	async (_name, action) => {
		const start = normals("phi", chains * action.space.size);
		const [fused, reference] = await Promise.all(
			[
				createKernelEngine(action, chains, "float64", key, 1),
				createAutodiffEngine(action, chains, key),
			].map(async (engine) => {
				engine.load(start);
				const plan = schedule("force-gradient", 4, 0.15);
				const numbers = [0, 1, 2].map((number) => ({ number, plan }));
				const batch = await engine.run(numbers);
				engine.dispose();
				return batch;
			}),
		);
		expect(fused.accepted).toEqual(reference.accepted);
		for (const name of ["action", "energyChange"] as const)
			fused[name].forEach((value, i) => {
				expect(Math.abs(value - reference[name][i])).toBeLessThan(1e-4);
			});
	},
);

describe("the reference is of fourth order", () => {
	test("on phi^4, and comes back", () => {
		const local = { kinetic: 0.8, potential: [0, 0, -1.3, 0, 0.7] };
		const lattice = createLattice([4, 4]);
		const nearest = neighbours(lattice);
		const follow = (steps: number) =>
			Array.from({ length: 20 }, (_, sample) => {
				const fields = normals(`phi${sample}`, 16);
				const momenta = normals(`p${sample}`, 16);
				const start = fields.slice();
				const energy = () =>
					momenta.reduce((sum, p) => sum + p * p, 0) / 2 +
					evaluate(local, nearest, fields, new Float64Array(16));
				const before = energy();
				const plan = schedule("force-gradient", steps, 1 / steps);
				integrate(lattice, local, plan, fields, momenta);
				const change = energy() - before;
				for (let x = 0; x < 16; x++) momenta[x] *= -1;
				integrate(lattice, local, plan, fields, momenta);
				for (let x = 0; x < 16; x++)
					expect(Math.abs(fields[x] - start[x])).toBeLessThan(1e-12);
				return change;
			});
		expectFourthOrder(follow(40), follow(80));
	});

	test("with other masses of the momenta: Fourier acceleration", async () => {
		const action = phi4Action([4, 4], -1, 1);
		const masses = new Float64Array(16).map((_, k) => 1 + k / 5);
		const dynamics = fourierDynamics(action.space.lattice, masses);
		const settings = { name: "", chains, key };
		const engine = createHostEngine(action, dynamics, settings);
		const start = normals("phi", 16 * chains);
		const coarse = await changes(engine, start, 32);
		expectFourthOrder(coarse, await changes(engine, start, 64));
	});

	test("on unit vectors, where the force comes back to the tangent of the kicked ones", async () => {
		const action = spins.create(createLattice([4, 4]), { n: 3, beta: 1.2 });
		const engine = createAutodiffEngine(action, chains, key);
		const start = uniform(action);
		// Float32 leaves digits of Delta H only at long steps, where the next order shows.
		const coarse = await changes(engine, start, 4);
		expectFourthOrder(coarse, await changes(engine, start, 8), 0.3);
	});
});

describe("conserves area: <exp(-Delta H)> = 1", () => {
	const cases: readonly (readonly [string, Action, number, number])[] = [
		["U(1) links", links[0].action, 2, 0.9],
		["SU(2) links", links[2].action, 1, 0.8],
		["SU(3) links", links[4].action, 1, 0.5],
		["phi^4", phi4Action([4, 4], -4, 6.975), 3, 0.6],
		[
			"unit vectors",
			spins.create(createLattice([4, 4]), { n: 3, beta: 1.2 }),
			1,
			0.7,
		],
	];
	test.each(cases)("%s", async (_name, action, steps, trajectory) => {
		const prepared = await prepare(action, {
			integrator: "force-gradient",
			...{ trajectory, steps, chains: 32, thermalise: 40 },
		});
		const { structure } = await prepared.draw(32 * 40);
		prepared.dispose();
		if (structure.kind !== "chains" || structure.energyChange === undefined)
			throw new Error("HMC gives chains with energies");
		const acceptance = overChains(structure.accepted ?? [], 32).value;
		const creutz = overChains(
			structure.energyChange.map((change) => Math.exp(-change)),
			32,
		);
		expect(Math.abs(zScore(creutz, 1))).toBeLessThan(4);
		expect(creutz.error).toBeLessThan(0.1);
		// A test of steps that err.
		expect(acceptance).toBeGreaterThan(0.3);
		expect(acceptance).toBeLessThan(0.99);
	});
});
