/**
 * Where the configurations of an array lie. Axes are named: `draw`, perhaps `chain`, and those of one
 * configuration: `mu` for links, the directions x, y, z, t (x0, x1, ... in other dimensions) and
 * `component`; or `site` where a configuration is flat. Chains and draws must be the outermost axes on
 * disk, so that a configuration can be read alone; the others may stand in any order.
 */
import { placesOf } from "../../core/axis-order.js";
import { defined, element } from "../../core/elements.js";
import { InputError } from "../../core/errors.js";
import type { FieldSpace } from "../../core/field-space.js";

export interface Layout {
	readonly chains: number;
	/** Configurations of each chain. */
	readonly draws: number;
	/** Whether all draws of a chain follow each other on disk; else all chains of a draw do. */
	readonly chainMajor: boolean;
	/** Place on disk of each number of a configuration; undefined where they lie as they should. */
	readonly order?: Int32Array;
}

/** Names of the axes of one configuration. */
function axesOfSpace({ lattice, per, components }: FieldSpace): string[] {
	const { dimension } = lattice;
	const names =
		dimension <= 4
			? ["x", "y", "z", "t"].slice(0, dimension)
			: lattice.shape.map((_, mu) => `x${mu}`);
	return [
		...(per === "link" ? ["mu"] : []),
		...names,
		...(components > 1 ? ["component"] : []),
	];
}

/**
 * @param name of the array, for messages
 * @param fortran whether the first axis runs fastest on disk
 * @throws InputError where the shape does not fit, or could mean two things
 */
export function layoutOf(
	name: string,
	shape: readonly number[],
	fortran: boolean,
	given: readonly string[] | undefined,
	space: FieldSpace,
): Layout {
	const own = axesOfSpace(space);
	const axes = given ?? usualAxes(name, shape, space);
	checkNames(name, shape, axes, own);
	const extent = (axis: string): number => {
		const at = axes.indexOf(axis);
		return at < 0 ? 1 : element(shape, at);
	};
	const inner = axes.includes("site") ? ["site"] : own;
	const extents = axes.includes("site") ? [space.size] : space.shape;
	const wrong = inner.findIndex((axis, k) => extent(axis) !== extents[k]);
	if (wrong >= 0)
		throw new InputError(
			`${name}: shape (${shape.join(", ")}) as axes: [${axes.join(", ")}] has ${extent(element(inner, wrong))} along ${inner[wrong]}, and the action has ${extents[wrong]}: configurations are [${space.shape.join(", ")}]`,
		);
	const stored = fortran ? [...axes].reverse() : axes;
	const outer = stored.slice(0, axes.length - inner.length);
	if (!outer.every((axis) => axis === "draw" || axis === "chain"))
		throw new InputError(
			`${name}: on disk the draws are not the outermost axis, so that no configuration can be read alone; in Python: numpy.save(file, numpy.ascontiguousarray(numpy.moveaxis(a, ${axes.indexOf("draw")}, 0)))`,
		);
	if (extent("draw") === 0 || extent("chain") === 0)
		throw new InputError(`${name}: the array is empty`);
	const rest = stored.slice(outer.length);
	const order =
		String(rest) === String(inner)
			? undefined
			: placesOf(
					extents,
					rest.map((axis) => inner.indexOf(axis)),
				);
	return {
		chains: extent("chain"),
		draws: extent("draw"),
		chainMajor: outer[0] !== "draw" || outer.length === 1,
		...defined({ order }),
	};
}

/** @throws InputError where the rank leaves a choice */
function usualAxes(
	name: string,
	shape: readonly number[],
	space: FieldSpace,
): readonly string[] {
	const own = axesOfSpace(space);
	const text = `(${shape.join(", ")})`;
	if (shape.length === own.length + 1) {
		const [draws = 0, ...rest] = shape;
		if (draws > 0 && String(rest) !== String(space.shape)) {
			const last = shape.slice(0, -1);
			const hint =
				String(last) === String(space.shape)
					? `; if the last axis is the draw: axes: [${[...own, "draw"].join(", ")}]`
					: "";
			throw new InputError(
				`${name}: shape ${text} is not [draw, ${space.shape.join(", ")}]: another lattice?${hint}`,
			);
		}
		return ["draw", ...own];
	}
	if (shape.length === 2 && shape[1] === space.size) return ["draw", "site"];
	if (shape.length === own.length + 2)
		throw new InputError(
			`${name}: shape ${text} could be chains of draws or draws of chains; say axes: [chain, draw, ${own.join(", ")}] or axes: [draw, chain, ${own.join(", ")}]`,
		);
	throw new InputError(
		`${name}: shape ${text}, expected [draw, ${space.shape.join(", ")}], or with chains and axes: [chain, draw, ${own.join(", ")}]`,
	);
}

function checkNames(
	name: string,
	shape: readonly number[],
	axes: readonly string[],
	own: readonly string[],
): void {
	const inner = axes.filter((axis) => axis !== "draw" && axis !== "chain");
	const complete =
		String(inner) === "site" ||
		(inner.length === own.length && own.every((axis) => inner.includes(axis)));
	if (
		axes.length === shape.length &&
		axes.includes("draw") &&
		new Set(axes).size === axes.length &&
		complete
	)
		return;
	throw new InputError(
		`${name}: shape (${shape.join(", ")}) and axes: [${axes.join(", ")}] do not fit; expected ${shape.length} different names: draw, perhaps chain, and ${own.join(", ")} (or site for a flat configuration)`,
	);
}
