/**
 * The error of a trained flow's log density on small lattices. Fresh draws of the engine that will
 * be used are compared with the determinant of the discrete map in float64
 * (samplers/continuous/reference/exact.ts). This covers the integrator, the tables and float32
 * together.
 */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { FlowState } from "../flow/engine.js";
import { latentNormals } from "../flow/latent.js";
import type { CnfFlow } from "./flow.js";
import { ExactCnf } from "./reference/exact.js";

/** Multiplications to spend, at about a nanosecond each. A sample costs V^3 at each of 4 n stages. */
const budget = 1e9;
const mostDraws = 64;

/** log q as drawn minus that of the map. Empty if V is too large for two draws. */
export async function densityErrors(
	flow: CnfFlow,
	{ engine, parameters, settings }: FlowState,
	stream: Random,
): Promise<Float64Array> {
	const { lattice } = flow;
	const steps = element(settings, "steps");
	const cost = 4 * steps * lattice.sites ** 3;
	const draws = Math.min(mostDraws, Math.floor(budget / cost));
	if (draws < 2) return new Float64Array(0);
	const exact = new ExactCnf(flow.model, flow.at(parameters, settings));
	const { logDensity } = await engine.sample(parameters, stream, 0, draws, {
		settings,
	});
	const latent = new Float32Array(draws * lattice.sites);
	latentNormals(stream.key, 0, draws, lattice.sites, latent);
	return logDensity.map((value, i) => {
		const normals = latent.subarray(i * lattice.sites, (i + 1) * lattice.sites);
		const image = exact.forward(normals, steps);
		return value - image.logDensityOfMap;
	});
}
