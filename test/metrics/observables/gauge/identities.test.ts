/** Residuals of the gauge identities: derivatives of S and of loops by finite differences along the generators. */
import { describe, expect, test } from "vitest";
import type { Action } from "../../../../actions/action.js";
import { float64Action } from "../../../../actions/float64-action.js";
import { identitiesOf } from "../../../../metrics/registry.js";
import {
	type GroupName,
	groupNames,
	groupOf,
	haar,
	pathProduct,
	rectanglePath,
	theory,
} from "./support.js";

const colours: Record<GroupName, number> = { U1: 1, SU2: 2, SU3: 3 };

/** exp(h T_a) for every generator, tr T_a T_b = -1/2 delta_ab; T = i in U(1). */
function turns(name: GroupName, h: number): Float64Array[] {
	if (name === "U1") return [Float64Array.of(h)];
	const [c, s] = [Math.cos(h / 2), Math.sin(h / 2)];
	if (name === "SU2")
		return [0, 1, 2].map((a) =>
			Float64Array.from({ length: 4 }, (_, k) =>
				k === 0 ? c : k === a + 1 ? s : 0,
			),
		);
	const out: Float64Array[] = [];
	const unit = () => {
		const u = new Float64Array(18);
		for (const d of [0, 8, 16]) u[d] = 1;
		return u;
	};
	for (const [i, j] of [
		[0, 1],
		[0, 2],
		[1, 2],
	]) {
		const at = (row: number, column: number) => 6 * row + 2 * column;
		// i lambda / 2 of the real and of the imaginary Gell-Mann matrix.
		const real = unit();
		real[at(i, i)] = c;
		real[at(j, j)] = c;
		real[at(i, j) + 1] = s;
		real[at(j, i) + 1] = s;
		const imaginary = unit();
		imaginary[at(i, i)] = c;
		imaginary[at(j, j)] = c;
		imaginary[at(i, j)] = s;
		imaginary[at(j, i)] = -s;
		out.push(real, imaginary);
	}
	for (const diagonal of [
		[1, -1, 0],
		[1, 1, -2].map((x) => x / Math.sqrt(3)),
	]) {
		const u = new Float64Array(18);
		diagonal.forEach((x, k) => {
			u[8 * k] = Math.cos((h * x) / 2);
			u[8 * k + 1] = Math.sin((h * x) / 2);
		});
		out.push(u);
	}
	return out;
}

/** Slopes and curvatures of f along every generator at one link. */
function derivatives(
	name: GroupName,
	action: Action,
	fields: Float64Array,
	link: number,
	f: (fields: Float64Array) => number,
) {
	const { components } = action.space;
	const group = groupOf(action);
	const h = 1e-3;
	const moved = (distance: number) =>
		turns(name, distance).map((turn) => {
			const out = fields.slice();
			const at = link * components;
			out.set(group.multiply(turn, out.subarray(at, at + components)), at);
			return f(out);
		});
	const here = f(fields);
	const [a, b, c, d] = [-2 * h, -h, h, 2 * h].map(moved);
	return {
		slopes:
			here === undefined
				? []
				: a.map((_, k) => (a[k] - 8 * b[k] + 8 * c[k] - d[k]) / (12 * h)),
		bends: a.map(
			(_, k) =>
				(-a[k] + 16 * b[k] - 30 * here + 16 * c[k] - d[k]) / (12 * h * h),
		),
	};
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe.each(groupNames)("%s", (name) => {
	const beta = 2.3;
	test.each([[[3, 4]], [[3, 3, 4]]])("on %j", (shape) => {
		const action = theory(name, shape, beta);
		const { space } = action;
		const { sites, dimension } = space.lattice;
		const fields = haar(action, "identities");
		const group = groupOf(action);
		const n = colours[name];
		const S = float64Action(action);
		if (S === undefined) throw new Error("S is known");
		const identities = identitiesOf(action);
		const measured = Object.fromEntries(
			identities.names.map((key, k) => [key, identities.measure(fields)[k][0]]),
		);
		// sum_a (d_a S)^2 - d_a d_a S, and d_a C d_a S - d_a d_a C, in units of the residuals.
		const unit = n === 1 ? beta : beta / (2 * n * n);
		const totals = { force: 0, square: 0, rectangle: 0 };
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++) {
				const link = mu * sites + x;
				const nu = (mu + 1) % dimension;
				const loop = (width: number) => (u: Float64Array) =>
					n *
					group.trace(
						pathProduct(action, u, x, rectanglePath(mu, nu, width, 1)),
					);
				const ofS = derivatives(name, action, fields, link, (u) => S(u).value);
				totals.force +=
					(sum(ofS.slopes.map((s) => s * s)) - sum(ofS.bends)) / unit;
				for (const [width, key] of [
					[1, "square"],
					[2, "rectangle"],
				] as const) {
					const ofC = derivatives(name, action, fields, link, loop(width));
					const along = sum(ofC.slopes.map((s, a) => s * ofS.slopes[a]));
					totals[key] -= ((along - sum(ofC.bends)) * beta) / (n * unit);
				}
			}
		const links = dimension * sites;
		expect(measured.force).toBeCloseTo(totals.force / links, 6);
		// In two dimensions it is the force identity over again.
		expect(measured["loop:1x1"] ?? totals.force / links / 2).toBeCloseTo(
			totals.square / links,
			6,
		);
		expect(measured["loop:2x1"]).toBeCloseTo(totals.rectangle / links, 6);
	});
});
