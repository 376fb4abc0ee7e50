/**
 * Wilson loops: Re tr of the product of the links around a rectangle, divided by N. They are averaged over all places
 * and planes, and over both orientations if the sides differ.
 */
import type { Observable } from "../../observable.js";
import { measureLoops } from "./link-means.js";
import { fits, gaugeObservable } from "./link-observable.js";
import type { Sides } from "./simd/measure.js";

const symmetries = [
	"translation",
	"hypercubic",
	"gauge",
	"chargeConjugation",
] as const;

function wilsonLoop(
	[width, height]: Sides,
	about: Pick<Observable, "name" | "symbol" | "label"> & Partial<Observable>,
): Observable {
	return gaugeObservable({
		applies: fits(Math.max(width, height)),
		symmetries,
		...about,
		measure: (fields, space) =>
			measureLoops(fields, space, [[width, height]])[0],
	});
}

export const plaquette = wilsonLoop([1, 1], {
	name: "plaquette",
	symbol: "⟨P⟩",
	label: "mean of Re tr P / N",
	duplicates: ["actionDensity"],
});

export const wilsonLoop2x2 = wilsonLoop([2, 2], {
	name: "wilsonLoop2x2",
	symbol: "⟨W₂ₓ₂⟩",
	label: "mean of Re tr W / N, 2 × 2",
	joint: "fast",
	law: true,
	trace: true,
});

export const wilsonLoop3x3 = wilsonLoop([3, 3], {
	name: "wilsonLoop3x3",
	symbol: "⟨W₃ₓ₃⟩",
	label: "mean of Re tr W / N, 3 × 3",
	joint: "slow",
});
