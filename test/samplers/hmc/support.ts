/** What the tests of Hamiltonian Monte Carlo share: one block of chains on the bare kernel, and errors from independent chains. */
import type { Action, Polynomial } from "../../../actions/action.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { loadKernel } from "../../../core/kernels/load.js";
import {
	createLattice,
	type Lattice,
	neighbours,
} from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { hmc } from "../../../samplers/hmc/hmc.js";
import {
	onlyKick,
	type Schedule,
	stageOf,
} from "../../../samplers/hmc/integrator.js";
import {
	type KernelMemory,
	type Precision,
	prepareKernel,
	type StagedKernel,
} from "../../../samplers/hmc/simd/memory.js";
import { setPlan } from "../../../samplers/hmc/simd/plan.js";
import type { Prepared } from "../../../samplers/sampler.js";
import { evaluate, witness } from "../flow/support.js";

export const key = [0x12345678, 0x9abcdef0] as const;

export const settingsOf = (
	shape: readonly number[],
	{ kinetic, potential }: Polynomial,
	precision: Precision,
) => ({ shape, precision, kinetic, potential, key });

/** The kernel of one block of chains, fields and momenta by lane. */
export function openBlock(
	shape: readonly number[],
	local: Polynomial,
	precision: Precision,
) {
	const { exports: kernel, heap } = loadKernel(
		`samplers/hmc/simd/${precision}`,
	);
	const settings = settingsOf(shape, local, precision);
	const memory = prepareKernel(kernel, heap, settings);
	const steps = heap.float64(64);
	return {
		kernel,
		results: memory.results,
		/** From now on, waves of this many kicks. */
		setWaves: (kicks: number) =>
			kernel.configureWaves(shape[0], kicks, steps.address),
		...lanesOf(kernel, memory, local),
		integrate: (plan: Schedule) =>
			kernel.integrate(
				plan.kicks,
				onlyKick(plan),
				plan.drift0,
				plan.drift1,
				plan.drift2,
			),
		advance: (number: number, chain: number, plan: Schedule) =>
			kernel.advance(
				number,
				chain,
				plan.kicks,
				onlyKick(plan),
				plan.drift0,
				plan.drift1,
				plan.drift2,
			),
	};
}

/** The same of the kernel of any schedule. */
export function openStagedBlock(
	shape: readonly number[],
	local: Polynomial,
	precision: Precision,
) {
	const { exports: kernel, heap } = loadKernel(
		`samplers/hmc/simd/staged/${precision}`,
	);
	const settings = settingsOf(shape, local, precision);
	const memory = prepareKernel(kernel, heap, settings);
	return {
		...lanesOf(kernel, memory, local),
		integrate(plan: Schedule) {
			setPlan(kernel, plan);
			kernel.integrate();
		},
	};
}

/** Fields and momenta of a block by lane. */
export function lanesOf(
	kernel: Pick<StagedKernel, "insert" | "extract">,
	{ lanes, field, momenta }: KernelMemory,
	local: Polynomial,
) {
	const sites = field.length;
	return {
		lanes,
		sites,
		setFields(lane: number, fields: ArrayLike<number>) {
			field.view.set(fields);
			kernel.insert(lane, field.address);
		},
		fields(lane: number): Float64Array {
			kernel.extract(lane, field.address);
			return Float64Array.from(field.view);
		},
		/** The kernel keeps p / scale. */
		setMomenta(lane: number, values: ArrayLike<number>, scale: number) {
			const { view } = momenta;
			for (let x = 0; x < sites; x++)
				view[x * lanes + lane] = values[x] / scale;
		},
		momenta(lane: number, scale: number): Float64Array {
			const { view } = momenta;
			return Float64Array.from(
				{ length: sites },
				(_, x) => view[x * lanes + lane] * scale,
			);
		},
		scale: (plan: Schedule) => 2 * local.kinetic * plan.kick2,
	};
}

export function normals(seed: string, count: number): Float64Array {
	return fillNormal(createRandom(seed), new Float64Array(count));
}

export interface Measured {
	readonly value: number;
	readonly error: number;
}

/** Mean and error of a [chains, n] series whose chains are independent: the scatter of the chain means. */
export function overChains(
	series: ArrayLike<number>,
	chains: number,
): Measured {
	const n = series.length / chains;
	const means = Array.from({ length: chains }, (_, chain) => {
		let sum = 0;
		for (let i = chain * n; i < (chain + 1) * n; i++) sum += series[i];
		return sum / n;
	});
	const value = means.reduce((sum, mean) => sum + mean, 0) / chains;
	const squares = means.reduce((sum, mean) => sum + (mean - value) ** 2, 0);
	return { value, error: Math.sqrt(squares / (chains - 1) / chains) };
}

/** Observables of every configuration by name, [count] each. */
export function measureAll(
	ensemble: Ensemble,
): Readonly<Record<string, Float64Array>> {
	const { sites } = ensemble.space.lattice;
	const out = Object.fromEntries(
		["m", "absM", "chi", "m4", "phi2", "phi4", "S"].map((name) => [
			name,
			new Float64Array(ensemble.count),
		]),
	);
	for (let i = 0; i < ensemble.count; i++) {
		let total = 0;
		let squares = 0;
		let quartics = 0;
		for (let x = i * sites; x < (i + 1) * sites; x++) {
			const phi = ensemble.fields[x];
			total += phi;
			squares += phi * phi;
			quartics += phi ** 4;
		}
		const m = total / sites;
		out.m[i] = m;
		out.absM[i] = Math.abs(m);
		out.chi[i] = sites * m * m;
		out.m4[i] = m ** 4;
		out.phi2[i] = squares / sites;
		out.phi4[i] = quartics / sites;
		out.S[i] = ensemble.action[i] / sites;
	}
	return out;
}

/** Distance in standard errors. */
export function zScore(
	measured: Measured,
	expected: number,
	error = 0,
): number {
	return (measured.value - expected) / Math.hypot(measured.error, error);
}

export function phi4Action(
	shape: readonly number[],
	m2: number,
	lambda: number,
) {
	return phi4.create(createLattice(shape), { m2, lambda });
}

/** phi^6 theory. */
export function phi6Action(
	shape: readonly number[],
	m2: number,
	lambda: number,
	eta: number,
): Action {
	const polynomial = { kinetic: 1, potential: [0, 0, m2, 0, lambda, 0, eta] };
	const parameters = { m2, lambda, eta };
	return scalarAction("phi6", createLattice(shape), parameters, polynomial);
}

export async function prepare(
	action: Action,
	options: Readonly<Record<string, unknown>>,
	seed = "hmc",
	threads = 1,
): Promise<Prepared> {
	const { context } = witness(seed, { threads });
	const sampler = hmc.create(hmc.options.parse(options));
	return sampler.prepare(action, { seconds: 60 }, context);
}

export async function sample(
	action: Action,
	options: Readonly<Record<string, unknown>>,
	count: number,
): Promise<Ensemble> {
	const prepared = await prepare(action, options, "hmc", 2);
	const ensemble = await prepared.draw(count);
	prepared.dispose();
	return ensemble;
}

/** Integrates one configuration in place in float64: `fields` and `momenta` are [V]. */
export function integrate(
	lattice: Lattice,
	action: Polynomial,
	plan: Schedule,
	fields: Float64Array,
	momenta: Float64Array,
): void {
	const nearest = neighbours(lattice);
	const slope = new Float64Array(lattice.sites);
	const drift = (length: number) => {
		for (let x = 0; x < lattice.sites; x++) fields[x] += length * momenta[x];
	};
	drift(plan.drift0);
	for (let index = 0; index < plan.kicks; index++) {
		const { kick, displacement, drift: length } = stageOf(plan, index);
		evaluate(action, nearest, fields, slope);
		if (displacement !== 0) {
			const there = fields.map((phi, x) => phi - displacement * slope[x]);
			evaluate(action, nearest, there, slope);
		}
		for (let x = 0; x < lattice.sites; x++) momenta[x] -= kick * slope[x];
		drift(length);
	}
}
