/**
 * Draws from the symmetrised density q_s(phi) = (q(phi) + q(-phi)) / 2: the sign of every sample is
 * flipped at random, at the cost of one more evaluation of q. If the action is symmetric and the
 * flow is not, this bounds the weights, and both wells are found if one is (arXiv:2107.00734).
 * Training is unchanged: its loss remains that of q, for which the loss of q_s is a lower bound.
 */
import { element } from "../../core/elements.js";
import type { FlowEngine, FlowInverse } from "./engine.js";
import { latentSign } from "./latent.js";

export function symmetrised(engine: FlowEngine): FlowEngine {
	const both = async (
		fields: Float32Array,
		logDensity: Float64Array,
		evaluate: (negated: Float32Array) => Promise<FlowInverse>,
	): Promise<Float64Array> => {
		const mirror = await evaluate(fields.map((value) => -value));
		return logDensity.map((value, i) =>
			logMean(value, element(mirror.logDensity, i)),
		);
	};
	return {
		kind: engine.kind,
		reals: engine.reals,
		passes: 2,
		gradient: (...args) => engine.gradient(...args),
		async sample(parameters, stream, first, count, call) {
			const draw = await engine.sample(parameters, stream, first, count, call);
			const { fields } = draw;
			const logDensity = await both(fields, draw.logDensity, (negated) =>
				engine.density(parameters, negated, { ...call, first }),
			);
			for (let i = 0; i < count; i++) {
				if (latentSign(stream.key, first + i) === 1) continue;
				const start = i * engine.reals;
				const own = fields.subarray(start, start + engine.reals);
				own.set(own.map((value) => -value));
			}
			return { fields, logDensity, action: draw.action };
		},
		async density(parameters, fields, call) {
			const image = await engine.density(parameters, fields, call);
			const logDensity = await both(fields, image.logDensity, (negated) =>
				engine.density(parameters, negated, call),
			);
			return { latent: image.latent, logDensity };
		},
		dispose: () => engine.dispose(),
	};
}

/** log((e^a + e^b) / 2). */
function logMean(a: number, b: number): number {
	const top = Math.max(a, b);
	if (!Number.isFinite(top)) return top;
	return top + Math.log((Math.exp(a - top) + Math.exp(b - top)) / 2);
}
