/**
 * The equivariant flow on the fused kernel (tensor/kernels/assembly/cnf.ts): tables are written once
 * for each set of parameters, then samples go through in blocks of four.
 */
import type { LocalAction } from "../../../actions/action.js";
import { type Lattice, neighbours } from "../../../core/lattice.js";
import {
	type Block,
	type LoadedKernel,
	loadKernel,
} from "../../../tensor/kernels/load.js";
import type { FlowCall, FusedFactory, FusedFlow } from "../flow/flow.js";
import { allocateTime, type CnfKernel, lanes, type Time } from "./kernel.js";
import {
	blocksOf,
	type CnfConfig,
	type CnfModel,
	cnfModel,
	priorScales,
} from "./model.js";
import { writeHartleyPlan } from "./plan.js";
import { CnfTables } from "./tables.js";

export interface FusedCnfConfig extends CnfConfig {
	/** Steps of the integrator where a call does not say. */
	readonly steps: number;
	/** Gradient of the discrete map, or of the flow in continuous time by its own adjoint equation. */
	readonly adjoint?: "discrete" | "continuous";
	/** Distance of the spline's nodes, and the field up to which it follows the sines. */
	readonly spacing: number;
	readonly range: number;
}

/** Iterations of the inverse at most, and the change of the image that ends them. */
const mostIterations = 40;
const tolerance = 2e-6;
/** An inverse further off than this is none. */
const acceptable = 1e-3;

export const createFused: FusedFactory = (config, lattice, action) =>
	Promise.resolve(new FusedCnf(config as FusedCnfConfig, lattice, action));

export class FusedCnf implements FusedFlow {
	readonly #config: FusedCnfConfig;
	readonly #model: CnfModel;
	readonly #tables: CnfTables;
	readonly #kernel: LoadedKernel<CnfKernel>;
	readonly #hasAction: boolean;
	readonly #table: Block<Float32Array>;
	readonly #tableGradient: Block<Float32Array>;
	readonly #scales: Block<Float32Array>;
	readonly #scaleGradient: Block<Float32Array>;
	/** Rows of numbers going in and out, vectors [V], and sums of four samples. */
	readonly #rows: Block<Float32Array>;
	readonly #vectors: readonly Block<Float32Array>[];
	readonly #sums: Block<Float64Array>;
	readonly #mark: number;
	#time: Time | null = null;
	#logScales = 0;
	#logMass2 = 0;

	constructor(
		config: FusedCnfConfig,
		lattice: Lattice,
		action: LocalAction | null,
	) {
		this.#config = config;
		this.#model = cnfModel(config, lattice);
		const rows = Math.ceil(config.range / config.spacing) + 4;
		this.#tables = new CnfTables(this.#model, {
			spacing: config.spacing,
			rows,
		});
		this.#hasAction = action !== null;
		this.#kernel = loadKernel<CnfKernel>("cnf");
		const { heap, exports } = this.#kernel;
		const { sites, dimension } = lattice;
		const { count, of } = this.#model.orbits;
		const longest = Math.max(...lattice.shape);
		const { channels } = this.#tables;
		const plan = writeHartleyPlan(heap, lattice);
		const orbitOf = heap.int32(sites);
		orbitOf.view.set(of.map((orbit) => 16 * orbit));
		this.#table = heap.float32(channels * rows);
		this.#tableGradient = heap.float32(channels * rows);
		this.#scales = heap.float32(count);
		this.#scaleGradient = heap.float32(count * lanes);
		const near = heap.int32(2 * dimension * sites);
		near.view.set(neighbours(lattice).map((site) => 16 * site));
		const potential = action?.potential ?? [0];
		const coefficients = heap.float32(potential.length);
		coefficients.view.set(potential);
		this.#rows = heap.float32(lanes * sites);
		this.#vectors = [0, 1, 2, 3].map(() => heap.float32(lanes * sites));
		this.#sums = heap.float64(32);
		const work = heap.uint8(exports.bytesOfWork(sites, longest));
		exports.configure(
			sites,
			longest,
			channels / 4,
			count,
			rows,
			1 / config.spacing,
			plan,
			orbitOf.address,
			this.#table.address,
			this.#tableGradient.address,
			work.address,
		);
		exports.configureEnds(
			this.#scales.address,
			this.#scaleGradient.address,
			near.address,
			dimension,
			action?.kinetic ?? 0,
			coefficients.address,
			potential.length - 1,
		);
		this.#mark = heap.mark();
	}

	sample(
		parameters: Float32Array,
		latent: Float32Array,
		fields: Float32Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall = {},
	): void {
		const time = this.#update(parameters, call);
		this.#blocks(logDensity.length, (first, count) => {
			this.#read(latent, first, count, time.stages.address);
			this.#forward(time, false, first, count, logDensity);
			this.#write(time.stages.address, fields, first, count);
			this.#actionOf(time.stages.address, 0, first, count, action);
		});
	}

	gradient(
		parameters: Float32Array,
		latent: Float32Array,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall = {},
	): void {
		if (!this.#hasAction)
			throw new Error("the fused gradient needs a local action");
		const time = this.#update(parameters, call);
		const { exports } = this.#kernel;
		const { sites } = this.#model.lattice;
		const end = time.stages.address + 4 * time.steps * sites * 16;
		const [lambda, cotangent, pulled, score] = this.#vectors;
		const path = call.estimator === "path";
		const continuous = this.#config.adjoint === "continuous";
		this.#clearGradients(time);
		this.#blocks(logDensity.length, (first, count) => {
			this.#read(latent, first, count, time.stages.address);
			this.#forward(time, true, first, count, logDensity);
			this.#actionOf(end, lambda.address, first, count, action);
			if (path) {
				exports.priorScore(score.address);
				exports.transportScore(
					score.address,
					cotangent.address,
					pulled.address,
				);
				exports.addCounted(lambda.address, score.address);
			}
			if (continuous) {
				exports.continuousBackward(
					lambda.address,
					cotangent.address,
					pulled.address,
					path,
					this.#sums.address,
				);
			} else {
				exports.backward(
					lambda.address,
					cotangent.address,
					pulled.address,
					path,
				);
			}
			exports.priorAdjoint(lambda.address);
		});
		// On the path, log q's own dependence on the mass is left out.
		this.#pullBack(time, path ? 0 : logDensity.length, gradient);
	}

	density(
		parameters: Float32Array,
		fields: Float32Array,
		latent: Float32Array,
		logDensity: Float64Array,
		call: FlowCall = {},
	): void {
		const time = this.#update(parameters, call);
		const { exports } = this.#kernel;
		const start = time.stages.address;
		const sums = this.#sums.address;
		const [origin] = this.#vectors;
		this.#blocks(logDensity.length, (first, count) => {
			this.#invert(fields, first, count, time, origin);
			// `origin` maps onto the fields; the divergence of that path is in the sums.
			const integral = this.#sums.view.slice(0, count);
			this.#copy(origin, time.stages);
			this.#sums.view.fill(0, 16, 20);
			exports.priorInverse(start, sums + 128);
			this.#write(start, latent, first, count);
			for (let s = 0; s < count; s++)
				logDensity[first + s] =
					this.#logPrior(this.#sums.view[16 + s]) - integral[s];
		});
	}

	/**
	 * The point that the discrete map takes to each of the fields: y_{i+1} = y_i + fields - F(B(y_i)),
	 * B being the integrator run backwards, an approximate inverse of F. Each sample ends on its own,
	 * so its result does not depend on the others.
	 */
	#invert(
		fields: Float32Array,
		first: number,
		count: number,
		time: Time,
		origin: Block<Float32Array>,
	): void {
		const { exports } = this.#kernel;
		const { sites } = this.#model.lattice;
		const [, target, guess] = this.#vectors;
		const divergence = this.#sums.address;
		this.#read(fields, first, count, target.address);
		this.#copy(target, guess);
		const before = new Float64Array(lanes).fill(Number.POSITIVE_INFINITY);
		const done = new Uint8Array(lanes);
		for (let iteration = 0; ; iteration++) {
			this.#copy(guess, time.stages);
			exports.integrate(true, false, divergence);
			this.#copy(time.stages, origin);
			exports.integrate(false, false, divergence);
			const image = time.stages.view;
			const wanted = target.view;
			const next = guess.view;
			for (let s = 0; s < lanes; s++) {
				if (done[s] === 1) continue;
				let worst = 0;
				for (let at = s; at < lanes * sites; at += lanes) {
					const miss = Math.abs(wanted[at] - image[at]);
					// A number that is not one counts as the worst miss.
					if (!(miss <= worst)) worst = miss;
				}
				const stalled = !(worst < 0.9 * before[s]);
				if (worst <= tolerance || stalled || iteration === mostIterations) {
					done[s] = 1;
					if (!(Math.min(worst, before[s]) <= acceptable)) {
						throw new Error(
							`the flow with ${time.steps} integration steps cannot be inverted: the image is off by ${worst}; more steps are needed`,
						);
					}
					continue;
				}
				before[s] = worst;
				for (let at = s; at < lanes * sites; at += lanes)
					next[at] += wanted[at] - image[at];
			}
			if (done.every((value) => value === 1)) return;
		}
	}

	#update(parameters: Float32Array, call: FlowCall): Time {
		const steps = call.settings?.steps ?? this.#config.steps;
		const fresh = this.#tables.update(parameters);
		if (fresh) {
			this.#tables.writeNodes(this.#table.view);
			const [logMass2] = blocksOf(this.#model, parameters).logMass2;
			const { orbits, lattice } = this.#model;
			const scales = priorScales(this.#model, logMass2);
			this.#scales.view.set(scales.map((scale) => scale / lattice.sites));
			this.#logMass2 = logMass2;
			this.#logScales = scales.reduce(
				(sum, scale, k) => sum + orbits.size[k] * Math.log(scale),
				0,
			);
		}
		const time = this.#timeOf(steps);
		if (fresh || time !== this.#time) {
			this.#tables.writeTimes(steps, time.multipliers.view, time.traces.view);
			this.#time = time;
		}
		this.#kernel.exports.configureTime(
			steps,
			time.stages.address,
			time.spectra?.address ?? 0,
			time.multipliers.address,
			time.traces.address,
			time.multiplierGradient.address,
			time.traceGradient.address,
		);
		return time;
	}

	#timeOf(steps: number): Time {
		if (this.#time?.steps === steps) return this.#time;
		this.#kernel.heap.reset(this.#mark);
		return allocateTime(this.#kernel, this.#tables, steps);
	}

	#blocks(total: number, each: (first: number, count: number) => void): void {
		for (let first = 0; first < total; first += lanes) {
			const count = Math.min(lanes, total - first);
			this.#kernel.exports.setCount(count);
			each(first, count);
		}
	}

	/** From the latent normals in the first stage to the fields, and log q. */
	#forward(
		time: Time,
		keep: boolean,
		first: number,
		count: number,
		logDensity: Float64Array,
	): void {
		const { exports } = this.#kernel;
		const sums = this.#sums;
		sums.view.fill(0, 16, 20);
		exports.prior(time.stages.address, sums.address + 128);
		exports.integrate(false, keep, sums.address);
		for (let s = 0; s < count; s++)
			logDensity[first + s] = this.#logPrior(sums.view[16 + s]) - sums.view[s];
	}

	/** log of the prior's density, from the sum of squares of the latent normals. */
	#logPrior(squares: number): number {
		const { sites } = this.#model.lattice;
		return (
			-0.5 * squares - 0.5 * sites * Math.log(2 * Math.PI) - this.#logScales
		);
	}

	#actionOf(
		fields: number,
		slopes: number,
		first: number,
		count: number,
		action: Float64Array,
	): void {
		if (!this.#hasAction) return;
		const { view, address } = this.#sums;
		view.fill(0, 16, 20);
		this.#kernel.exports.action(fields, slopes, address + 128);
		action.set(view.subarray(16, 16 + count), first);
	}

	#clearGradients(time: Time): void {
		this.#tableGradient.view.fill(0);
		this.#scaleGradient.view.fill(0);
		time.multiplierGradient.view.fill(0);
		time.traceGradient.view.fill(0);
	}

	/** `samples`: those whose log q_0 is differentiated in the mass. */
	#pullBack(time: Time, samples: number, gradient: Float64Array): void {
		const used = Math.min(
			this.#kernel.exports.furthest() + 4,
			this.#tables.grid.rows,
		);
		this.#tables.pullBack(
			time.steps,
			used,
			this.#tableGradient.view,
			time.multiplierGradient.view,
			time.traceGradient.view,
			gradient,
		);
		const { orbits } = this.#model;
		const mass2 = Math.exp(this.#logMass2);
		const scales = priorScales(this.#model, this.#logMass2);
		const sums = this.#scaleGradient.view;
		let slope = 0;
		for (let k = 0; k < orbits.count; k++) {
			const at = lanes * k;
			const total = sums[at] + sums[at + 1] + (sums[at + 2] + sums[at + 3]);
			// log q_0 holds -log sigma_k for every momentum of the orbit and sample.
			const direct = (samples * orbits.size[k]) / scales[k];
			slope += (total - direct) * -(scales[k] ** 3) * mass2;
		}
		blocksOf(this.#model, gradient).logMass2[0] += slope;
	}

	#read(from: Float32Array, first: number, count: number, to: number): void {
		const { sites } = this.#model.lattice;
		this.#rows.view.set(from.subarray(first * sites, (first + count) * sites));
		this.#kernel.exports.pack(this.#rows.address, to, count);
	}

	#write(from: number, to: Float32Array, first: number, count: number): void {
		const { sites } = this.#model.lattice;
		this.#kernel.exports.unpack(from, this.#rows.address, count);
		to.set(this.#rows.view.subarray(0, count * sites), first * sites);
	}

	#copy(from: Block<Float32Array>, to: Block<Float32Array>): void {
		const length = lanes * this.#model.lattice.sites;
		to.view.set(from.view.subarray(0, length));
	}
}
