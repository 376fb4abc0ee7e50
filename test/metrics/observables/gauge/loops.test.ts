/** Loops, lines and charges of links, against slow products along paths and configurations of known charge. */
import { describe, expect, test } from "vitest";
import { coordinate } from "../../../../core/lattice.js";
import { measureLoops } from "../../../../metrics/observables/gauge/link-means.js";
import {
	meanPolyakovLoop,
	polyakovLoop,
} from "../../../../metrics/observables/gauge/polyakov-loops.js";
import {
	plaquette,
	wilsonLoop2x2,
	wilsonLoop3x3,
} from "../../../../metrics/observables/gauge/wilson-loops.js";
import { topologicalCharge } from "../../../../metrics/observables/topological-charge.js";
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
const none = new Float64Array(2);

describe.each(groupNames)("%s", (name) => {
	const action = theory(name, [4, 5, 4], 1);
	const { space } = action;
	const { lattice } = space;
	const fields = haar(action, "loops", 2);
	const group = groupOf(action);
	const second = fields.subarray(space.size);

	/** Mean over all places, planes and orientations. */
	function slow(width: number, height: number): number {
		let sum = 0;
		let count = 0;
		for (let mu = 0; mu < 3; mu++)
			for (let nu = 0; nu < 3; nu++) {
				if (mu === nu) continue;
				for (let x = 0; x < lattice.sites; x++) {
					const path = rectanglePath(mu, nu, width, height);
					sum += group.trace(pathProduct(action, second, x, path));
					count++;
				}
			}
		return sum / count;
	}

	test("rectangles", () => {
		const sides = [
			[1, 1],
			[1, 2],
			[2, 2],
			[3, 2],
			[3, 3],
		] as const;
		const measured = measureLoops(fields, space, sides);
		sides.forEach(([width, height], k) => {
			expect(measured[k][1]).toBeCloseTo(slow(width, height), 12);
		});
		expect(plaquette.measure(fields, space, none)[1]).toBe(measured[0][1]);
		expect(wilsonLoop2x2.measure(fields, space, none)[1]).toBe(measured[2][1]);
		expect(wilsonLoop3x3.measure(fields, space, none)[1]).toBe(measured[4][1]);
	});

	test("lines around the lattice", () => {
		const n = colours[name];
		let squares = 0;
		let lines = 0;
		let means = 0;
		for (let mu = 0; mu < 3; mu++) {
			const starts = Array.from({ length: lattice.sites }, (_, x) => x).filter(
				(x) => coordinate(lattice, x, mu) === 0,
			);
			let [re, im] = [0, 0];
			for (const x of starts) {
				const path = Array<number>(lattice.shape[mu]).fill(mu + 1);
				const line = pathProduct(action, second, x, path);
				// Im tr U = Re tr (-i U), and -i is in U(1) alone.
				const imaginary =
					name === "U1"
						? Math.sin(line[0])
						: name === "SU2"
							? 0
							: line[1] + line[9] + line[17];
				const real = n * group.trace(line);
				squares += real ** 2 + imaginary ** 2;
				lines++;
				re += real / starts.length;
				im += imaginary / starts.length;
			}
			means += (re * re + im * im) / 3;
		}
		expect(polyakovLoop.measure(fields, space, none)[1]).toBeCloseTo(
			squares / lines,
			12,
		);
		expect(meanPolyakovLoop.measure(fields, space, none)[1]).toBeCloseTo(
			means,
			12,
		);
	});
});

describe("the charge of U(1)", () => {
	const L = 6;
	const action = theory("U1", [L, L], 1);
	const { space } = action;

	/** Uniform flux 2 pi s / V on every plaquette. */
	function instanton(s: number): Float64Array {
		const flux = (2 * Math.PI * s) / L ** 2;
		const fields = new Float64Array(space.size);
		for (let i = 0; i < L; i++)
			for (let j = 0; j < L; j++) {
				fields[i * L + j] = -j * flux;
				if (j === L - 1) fields[L * L + i * L + j] = i * L * flux;
			}
		return fields;
	}

	test("is that of uniform flux", () => {
		for (const s of [-4, -1, 0, 1, 2, 7])
			expect(topologicalCharge.measure(instanton(s), space, none)[0]).toBe(s);
	});

	test("is whole on any links, in both precisions", () => {
		const fields = haar(action, "charge", 200);
		const charges = topologicalCharge.measure(fields, space, none);
		expect(charges.every(Number.isInteger)).toBe(true);
		expect(new Set(charges).size).toBeGreaterThan(3);
		const single = Float32Array.from(fields);
		expect(topologicalCharge.measure(single, space, none)).toEqual(charges);
	});

	test("is not whole where links are no numbers", () => {
		const fields = haar(action, "charge");
		fields[3] = Number.NaN;
		expect(() => topologicalCharge.measure(fields, space, none)).toThrow(
			/topological charge of NaN is not whole/,
		);
	});
});
