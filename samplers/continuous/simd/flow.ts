/**
 * The equivariant flow on the fused kernel (samplers/continuous/simd/continuous.wasm.ts). The
 * tables are written once for each set of parameters. Then the samples go through in blocks of
 * four.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { FlowCall, FusedFactory, FusedFlow } from "../../flow/flow.js";
import { FreeFieldStart } from "../free-field.js";
import { type CnfConfig, cnfModel } from "../model.js";
import { CnfTables } from "../tables.js";
import { invert } from "./invert.js";
import type { Time } from "./kernel.js";
import { CnfMemory } from "./memory.js";

export interface FusedCnfConfig extends CnfConfig {
	/** Steps of the integrator in calls that do not give them. */
	readonly steps: number;
	/** The gradient of the discrete map, or that of the flow in continuous time by its adjoint equation. */
	readonly adjoint?: "discrete" | "continuous";
	/** Distance of the nodes of the spline, and the field up to which it follows the sines. */
	readonly spacing: number;
	readonly range: number;
}

/** Where a caller's sums of four samples begin: the index of the number, and the byte. */
const ownSums = 16;
const ownSumsBytes = 8 * ownSums;

export const createFused: FusedFactory = (config, lattice, action) =>
	Promise.resolve(fusedCnf(config as FusedCnfConfig, lattice, action));

export function fusedCnf(
	config: FusedCnfConfig,
	lattice: Lattice,
	action: Polynomial | null,
): FusedFlow {
	const model = cnfModel(config, lattice);
	const rows = Math.ceil(config.range / config.spacing) + 4;
	const tables = new CnfTables(model, { spacing: config.spacing, rows });
	const freeField = new FreeFieldStart(model);
	const hasAction = action !== null;
	const memory = new CnfMemory(model, tables, action);
	let lastTime: Time | null = null;

	function update(parameters: Float32Array, call: FlowCall): Time {
		const steps = call.settings?.steps ?? config.steps;
		const fresh = tables.update(parameters);
		if (fresh) {
			tables.writeNodes(memory.table.view);
			freeField.update(parameters, memory.scales.view);
		}
		const time = lastTime?.steps === steps ? lastTime : memory.allocate(steps);
		if (fresh || time !== lastTime) {
			tables.writeTimes(steps, time.multipliers.view, time.traces.view);
			lastTime = time;
		}
		memory.exports.configureTime(
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

	/** Maps the latent normals in the first stage to the fields, with log q. */
	function forward(
		start: number,
		keep: boolean,
		first: number,
		count: number,
		logDensity: Float64Array,
	): void {
		const { exports, sums } = memory;
		sums.view.fill(0, ownSums, ownSums + 4);
		exports.prior(start, sums.address + ownSumsBytes);
		exports.integrate(false, keep, sums.address);
		for (let s = 0; s < count; s++)
			logDensity[first + s] =
				freeField.logDensity(sums.view[ownSums + s]) - sums.view[s];
	}

	function actionOf(
		fields: number,
		slopes: number,
		first: number,
		count: number,
		action: Float64Array,
	): void {
		if (!hasAction) return;
		const { exports, sums } = memory;
		sums.view.fill(0, ownSums, ownSums + 4);
		exports.action(fields, slopes, sums.address + ownSumsBytes);
		action.set(sums.view.subarray(ownSums, ownSums + count), first);
	}

	function clearGradients(time: Time): void {
		memory.tableGradient.view.fill(0);
		memory.scaleGradient.view.fill(0);
		time.multiplierGradient.view.fill(0);
		time.traceGradient.view.fill(0);
	}

	return {
		sample(parameters, { latent, fields, logDensity, action }, call) {
			const { stages } = update(parameters, call);
			memory.blocks(logDensity.length, (first, count) => {
				memory.read(latent, first, count, stages.address);
				forward(stages.address, false, first, count, logDensity);
				memory.write(stages.address, fields, first, count);
				actionOf(stages.address, 0, first, count, action);
			});
		},
		gradient(parameters, { latent, gradient, logDensity, action }, call) {
			if (!hasAction)
				throw new Error("the fused gradient needs a local action");
			const time = update(parameters, call);
			const { exports } = memory;
			const { sites } = model.lattice;
			const start = time.stages.address;
			const end = start + 4 * time.steps * sites * 16;
			const [lambda, cotangent, pulled, score] = memory.vectors.map(
				({ address }) => address,
			);
			const path = call.estimator === "path";
			const continuous = config.adjoint === "continuous";
			clearGradients(time);
			memory.blocks(logDensity.length, (first, count) => {
				memory.read(latent, first, count, start);
				forward(start, true, first, count, logDensity);
				actionOf(end, lambda, first, count, action);
				if (path) {
					exports.priorScore(score);
					exports.transportScore(score, cotangent, pulled);
					exports.addCounted(lambda, score);
				}
				if (continuous) {
					const sums = memory.sums.address;
					exports.continuousBackward(lambda, cotangent, pulled, path, sums);
				} else {
					exports.backward(lambda, cotangent, pulled, path);
				}
				exports.priorAdjoint(lambda);
			});
			const used = Math.min(exports.furthest() + 4, tables.grid.rows);
			tables.pullBack(
				time.steps,
				used,
				memory.tableGradient.view,
				time.multiplierGradient.view,
				time.traceGradient.view,
				gradient,
			);
			// The path gradient omits the explicit dependence of log q on the mass.
			const samples = path ? 0 : logDensity.length;
			freeField.pullBack(memory.scaleGradient.view, samples, gradient);
		},
		density(parameters, { fields, latent, logDensity }, call) {
			const time = update(parameters, call);
			const { sums } = memory;
			const start = time.stages.address;
			const [origin, target, guess] = memory.vectors;
			memory.blocks(logDensity.length, (first, count) => {
				memory.read(fields, first, count, target.address);
				invert(memory, time, target, guess, origin);
				// `origin` maps onto the fields, and the sums hold the divergence of that path.
				const integral = sums.view.slice(0, count);
				memory.copy(origin, time.stages);
				sums.view.fill(0, ownSums, ownSums + 4);
				memory.exports.priorInverse(start, sums.address + ownSumsBytes);
				memory.write(start, latent, first, count);
				for (let s = 0; s < count; s++)
					logDensity[first + s] =
						freeField.logDensity(sums.view[ownSums + s]) - integral[s];
			});
		},
		setAction: (action) => memory.setAction(action),
	};
}
