/**
 * The forward process, as an engine that training and drawing know: exact draws of the free field pass through
 * the stages, and each stage applies its coupling layers g_n and then moves that leave exp(-S_n) invariant.
 * With the configurations x_0 ~ exp(-S_0) / Z_0, y_n = g_n(x_{n-1}) and x_n after the moves,
 *
 *   log w = log Z_0 + sum_n [ S_{n-1}(x_{n-1}) - S_n(y_n) + log |det dg_n/dx_{n-1}| ]
 *         = log Z_0 + S_0(x_0) - S_N(x_N) + sum_n log |det| + sum_n Q_n,   Q_n = S_n(x_n) - S_n(y_n).
 *
 * Q_n is the heat, and minus log(w / Z_0) the work of Jarzynski's equality: E w = Z (arXiv:2201.08862).
 *
 * The gradient of stage n is that of its own part of E[-log w] at the configurations that reach it. What its
 * parameters do to later stages by way of x_n is left out, as in annealed flow transport (arXiv:2102.07501,
 * arXiv:2201.13117). Where the moves equilibrate, x_n ~ exp(-S_n) whatever the parameters are, and there is
 * nothing left out. In general the sum of these gradients vanishes where every stage maps exp(-S_{n-1}) to
 * exp(-S_n), which is where E[-log w] is least. The weights are exact with any parameters.
 *
 * A path has a number, so the same call gives the same bits. Paths are made `batch` at a time.
 */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import { type FlowEngine, logWeightsOf, meanLoss } from "../flow/engine.js";
import type { GradientEstimator } from "../flow/flow.js";
import type { Context } from "../sampler.js";
import type { Schedule, SmcRun } from "../smc/run.js";

/** Paths of one pass, and the gradient where it was asked for. */
interface Pass {
	readonly fields: Float32Array;
	readonly action: Float64Array;
	readonly logWeights: Float64Array;
	readonly gradient: Float64Array;
}

/**
 * @param layers evaluates the stages
 * @param size parameters of one stage
 * @param moves trajectories at each stage
 */
export function processEngine(
	layers: FlowEngine,
	size: number,
	run: SmcRun,
	schedule: Schedule,
	moves: number,
	context: Context,
): FlowEngine {
	const { kind, reals } = layers;
	/** The last pass without gradient: two requests may share it. */
	let lastPass:
		| {
				readonly parameters: Float32Array;
				readonly stream: Random;
				readonly number: number;
				readonly pass: Pass;
		  }
		| undefined;

	async function remembered(
		parameters: Float32Array,
		stream: Random,
		number: number,
	): Promise<Pass> {
		if (
			lastPass?.number === number &&
			lastPass.parameters === parameters &&
			lastPass.stream.key.every((word, i) => word === stream.key[i])
		)
			return lastPass.pass;
		const pass = await passOf(parameters, stream, number);
		lastPass = { parameters, stream, number, pass };
		return pass;
	}

	/** Pass `number` of a stream: `particles` paths. */
	async function passOf(
		parameters: Float32Array,
		stream: Random,
		number: number,
		estimator?: GradientEstimator,
	): Promise<Pass> {
		const { path, options } = run;
		const { particles } = options;
		const { temperatures, stepSizes } = schedule;
		const stages = temperatures.length;
		const gradient = new Float64Array(
			estimator === undefined ? 0 : parameters.length,
		);
		const logWeights = new Float64Array(particles).fill(path.logZ0);
		let action: Float64Array = new Float64Array(particles);
		const start = stream.fork(`free field ${number}`);
		let fields: Float32Array = Float32Array.from(run.start(start));
		run.rekey(stream.fork("trajectories").key);
		run.moves.next = number * stages * moves;
		for (const [stage, temperature] of temperatures.entries()) {
			context.signal.throwIfAborted();
			const own = parameters.subarray(stage * size, (stage + 1) * size);
			const moved = await apply(own, stage, fields, stream, estimator);
			fields = moved.fields;
			action = moved.action;
			gradient.set(moved.gradient, estimator ? stage * size : 0);
			for (const [i, increment] of moved.logWeights.entries())
				logWeights[i] = element(logWeights, i) + increment;
			// In training, the weights are complete before the last moves.
			const last = stage === stages - 1 && estimator !== undefined;
			if (moves === 0 || last) continue;
			const after = await run.move(
				fields,
				temperature,
				element(stepSizes, stage),
				moves,
			);
			fields = Float32Array.from(after.fields);
			action = after.action;
		}
		return { fields, action, logWeights, gradient };
	}

	/** The coupling layers of a stage, with the increments of the log weights. */
	async function apply(
		parameters: Float32Array,
		stage: number,
		latent: Float32Array,
		stream: Random,
		estimator: GradientEstimator | undefined,
	): Promise<Pass> {
		const { particles } = run.options;
		const { meter } = context;
		const settings = { stage };
		if (estimator === undefined || parameters.length === 0) {
			meter.count({ action: particles });
			const { fields, logDensity, action } = await layers.sample(
				parameters,
				stream,
				0,
				particles,
				{ settings, latent },
			);
			const logWeights = logWeightsOf(logDensity, action);
			return { fields, action, logWeights, gradient: new Float64Array(0) };
		}
		// Whoever trains counts the gradients of the last stage.
		if (stage > 0) meter.count({ gradient: particles });
		const { logWeights, gradient, fields } = await layers.gradient(
			parameters,
			stream,
			0,
			particles,
			{ settings, latent, estimator },
		);
		if (fields === undefined)
			throw new Error("the layers' engine does not return its fields");
		const action = new Float64Array(particles);
		return { fields, action, logWeights, gradient };
	}

	return {
		kind,
		reals,
		/** @throws RangeError unless `batch` is the number of particles */
		async gradient(parameters, stream, step, batch, call = {}) {
			const { particles } = run.options;
			if (batch !== particles)
				throw new RangeError(`a pass has ${particles} paths, not ${batch}`);
			const { estimator = "total" } = call;
			const { logWeights, gradient } = await passOf(
				parameters,
				stream,
				step,
				estimator,
			);
			return { loss: meanLoss(logWeights), logWeights, gradient };
		},
		/** log q of a path: -S - log w. */
		async sample(parameters, stream, first, count) {
			const { particles } = run.options;
			const fields = new Float32Array(count * reals);
			const logDensity = new Float64Array(count);
			const action = new Float64Array(count);
			for (let done = 0; done < count; ) {
				const number = Math.floor((first + done) / particles);
				const from = first + done - number * particles;
				const taken = Math.min(particles - from, count - done);
				const pass = await remembered(parameters, stream, number);
				fields.set(
					pass.fields.subarray(from * reals, (from + taken) * reals),
					done * reals,
				);
				for (let i = 0; i < taken; i++) {
					const s = element(pass.action, from + i);
					action[done + i] = s;
					logDensity[done + i] = -s - element(pass.logWeights, from + i);
				}
				done += taken;
			}
			return { fields, logDensity, action };
		},
		/** @throws Error always: the density of a path's end is an integral over paths */
		async density() {
			throw new Error(
				"a path has a weight, and its end alone no known density",
			);
		},
		dispose() {
			layers.dispose();
			run.dispose();
		},
	};
}
