/**
 * WGSL statements over the sites of a thread's box, fully unrolled. phi0, phi1, ... are its fields,
 * mom0, mom1, ... its momenta q, and `room` holds the faces in workgroup memory
 * (samplers/hmc/gpu/tile.wgsl.ts).
 */
import { element as entry } from "../../../core/elements.js";
import { normalsPerBlock, type Stream } from "./random.wgsl.js";
import {
	type Neighbour,
	stridesOf,
	type TileGeometry,
	type Tiling,
} from "./tile.wgsl.js";

export function each(
	geometry: TileGeometry,
	line: (site: number) => string,
): string {
	return geometry.offsets.map((_, i) => line(i)).join("\n");
}

export function declarations(geometry: TileGeometry): string {
	return each(geometry, (i) => `var phi${i} = 0.0; var mom${i} = 0.0;`);
}

/** `corner`, the first site of the box, and the lanes of the neighbouring boxes, if there are others. */
export function placeOfBox({ shape, tile, grid }: Tiling): string {
	const strides = stridesOf(shape);
	const steps = stridesOf(grid);
	const corner: string[] = [];
	const lines = grid.flatMap((extent, mu) => {
		if (extent === 1) return [];
		const x = `x${mu}`;
		const step = entry(steps, mu);
		corner.push(`${x} * ${entry(tile, mu) * entry(strides, mu)}u`);
		const last = extent - 1;
		return [
			`let ${x} = (tile / ${step}u) % ${extent}u;`,
			`let up${mu} = select(lane + ${step}u, lane - ${last * step}u, ${x} == ${last}u);`,
			`let down${mu} = select(lane - ${step}u, lane + ${last * step}u, ${x} == 0u);`,
		];
	});
	lines.push(
		`let corner = ${corner.length === 0 ? "0u" : corner.join(" + ")};`,
	);
	return lines.join("\n");
}

/** Whether rows of a box can be read and written four sites at a time. */
function wide({ tile }: Tiling): boolean {
	return entry(tile, tile.length - 1) % 4 === 0;
}

export function element(tiling: Tiling): string {
	return wide(tiling) ? "vec4f" : "f32";
}

export function load(tiling: Tiling, geometry: TileGeometry): string {
	if (!wide(tiling))
		return each(
			geometry,
			(i) => `phi${i} = fields[start + ${geometry.offsets[i]}u];`,
		);
	return each(geometry, (i) => {
		if (i % 4 !== 0) return "";
		const parts = ["x", "y", "z", "w"].map(
			(part, j) => `phi${i + j} = row${i}.${part};`,
		);
		return `let row${i} = fields[(start + ${geometry.offsets[i]}u) / 4u]; ${parts.join(" ")}`;
	});
}

export function store(
	tiling: Tiling,
	geometry: TileGeometry,
	target: string,
	from: string,
): string {
	if (!wide(tiling))
		return each(
			geometry,
			(i) => `${target}[${from} + ${geometry.offsets[i]}u] = phi${i};`,
		);
	return each(geometry, (i) =>
		i % 4 === 0
			? `${target}[(${from} + ${geometry.offsets[i]}u) / 4u] = vec4f(phi${i}, phi${i + 1}, phi${i + 2}, phi${i + 3});`
			: "",
	);
}

export function publication(geometry: TileGeometry): string {
	return each(geometry, (i) => {
		const slot = geometry.slots[i];
		return slot === null ? "" : `room[page][${slot}][lane] = phi${i};`;
	});
}

function read(neighbour: Neighbour): string {
	if (neighbour.kind === "register") return `phi${neighbour.site}`;
	const { slot, direction, forward } = neighbour;
	return `room[page][${slot}][${forward ? "up" : "down"}${direction}]`;
}

/** Adds pairs in the order of the directions, so that every division into boxes rounds alike. */
export function neighbourSum(geometry: TileGeometry, site: number): string {
	const list = entry(geometry.neighbours, site).map((one) => read(one));
	const pairs: string[] = [];
	for (let i = 0; i < list.length; i += 2)
		pairs.push(`(${list[i]} + ${list[i + 1]})`);
	return pairs.join(" + ");
}

export function measurement(tiling: Tiling, geometry: TileGeometry): string {
	return each(geometry, (i) => {
		const lines = tiling.shape.map((_, mu) => {
			const next = read(entry(entry(geometry.neighbours, i), 2 * mu));
			return `{ let d = ${next} - phi${i}; s = fma(d, d, s); }`;
		});
		return `{ var s = 0.0; ${lines.join(" ")} action = plus(action, siteAction(phi${i}, s)); total = plus(total, phi${i}); }`;
	});
}

/** Fresh momenta in q0, q1, ..., and minus their squares in `squares`. */
export function momenta(
	tiling: Tiling,
	geometry: TileGeometry,
	stream: Stream,
): string {
	const { shape, tile } = tiling;
	const n = normalsPerBlock(stream);
	const last = shape.length - 1;
	const { sites } = geometry;
	const inner = stridesOf(tile);
	const offset = tile
		.map((extent, mu) =>
			extent === 1
				? ""
				: `((i / ${inner[mu]}u) % ${extent}u) * ${geometry.strides[mu]}u`,
		)
		.filter((term) => term !== "")
		.join(" + ");
	const site = `corner + ${offset === "" ? "0u" : offset}`;
	// If blocks fit into the rows of a box, each is drawn once, otherwise once for each of its sites.
	const whole = entry(tile, last) % n === 0;
	const body = whole
		? `for (var i = 0u; i < job.box; i += ${n}u) {
			let z = normals((${site}) / ${n}u, plan.number, job.offset + chain, job.key) * plan.inverse;
			${Array.from({ length: n }, (_, j) => `drawn[i + ${j}u] = z[${j}];`).join(" ")}
		}`
		: `for (var i = 0u; i < job.box; i++) {
			let x = ${site};
			let z = normals(x / ${n}u, plan.number, job.offset + chain, job.key) * plan.inverse;
			drawn[i] = z[x % ${n}u];
		}`;
	return `{
		var drawn: array<f32, ${sites}>;
		${body}
		${each(geometry, (i) => `mom${i} = drawn[${i}]; squares = plus(squares, -(mom${i} * mom${i}));`)}
	}`;
}
