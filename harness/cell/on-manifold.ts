/**
 * Whether the elements of configurations lie on their manifold. Matrices leave a group by a wrong
 * exponential, or by rounding that is never removed. Then they belong to another theory, in which everything
 * may look consistent.
 */
import { geometryOf } from "../../actions/manifolds/registry.js";
import { describeSpace, type FieldSpace } from "../../core/field-space.js";

/** Far above the rounding of float32, far below what an average would show. */
const farthest = 2e-5;
/** Configurations that are looked at in an array of any size. */
const probed = 8;

/**
 * What is wrong, or undefined.
 * @param fields [count, ...space.shape]
 */
export function offManifold(
	fields: Float32Array | Float64Array,
	space: FieldSpace,
): string | undefined {
	const { manifold, size, components } = space;
	// Every real number is a point of a line, and an angle.
	if (manifold === "line" || manifold === "circle") return undefined;
	const geometry = geometryOf(space);
	const count = fields.length / size;
	const step = Math.max(1, Math.floor(count / probed));
	for (let i = 0; i < count; i += step) {
		const own = Float64Array.from(fields.subarray(i * size, (i + 1) * size));
		const back = own.slice();
		geometry.project(back, components);
		const distances = own.map((value, k) =>
			Math.abs(value - (back[k] ?? value)),
		);
		const place = distances.findIndex((distance) => distance > farthest);
		if (place < 0) continue;
		const distance = (distances[place] ?? 0).toPrecision(2);
		return `configuration ${i} with an element ${Math.floor(place / components)} that is ${distance} off its manifold; expected ${describeSpace(space)}`;
	}
	return undefined;
}
