import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLattice, neighbours } from "../../../core/lattice.js";
import {
	chooseTiling,
	type GpuLimits,
	tilings,
} from "../../../samplers/hmc/gpu/layout.js";
import { spread } from "../../../samplers/hmc/gpu/runner.js";
import {
	lanesOf,
	product,
	sharedBytes,
	stridesOf,
	type TileGeometry,
	type Tiling,
	tileGeometry,
} from "../../../samplers/hmc/gpu/tile.wgsl.js";

const ordinary: GpuLimits = {
	maxComputeWorkgroupStorageSize: 16_384,
	maxComputeInvocationsPerWorkgroup: 256,
	maxComputeWorkgroupSizeX: 256,
};
const large: GpuLimits = {
	maxComputeWorkgroupStorageSize: 49_152,
	maxComputeInvocationsPerWorkgroup: 1024,
	maxComputeWorkgroupSizeX: 1024,
};

/** Site of the lattice that is number `local` of box number `box`. */
function siteOf(
	tiling: Tiling,
	{ offsets }: TileGeometry,
	box: number,
	local: number,
): number {
	const { shape, tile, grid } = tiling;
	const strides = stridesOf(shape);
	const steps = stridesOf(grid);
	return shape.reduce((sum, _, mu) => {
		const corner = (Math.floor(box / steps[mu]) % grid[mu]) * tile[mu];
		return sum + corner * strides[mu];
	}, offsets[local]);
}

const cases = fc.record({
	shape: fc.array(fc.integer({ min: 1, max: 6 }), {
		minLength: 1,
		maxLength: 4,
	}),
	chains: fc.integer({ min: 1, max: 100_000 }),
	pick: fc.nat(),
});

describe("boxes of a lattice", () => {
	test("find every neighbour, in their own registers or on a face of the box beside", () => {
		fc.assert(
			fc.property(cases, ({ shape, chains, pick }) => {
				const list = tilings(shape, chains, large);
				fc.pre(list.length > 0);
				const tiling = list[pick % list.length];
				const { grid, threads } = tiling;
				const geometry = tileGeometry(tiling);
				const nearest = neighbours(createLattice(shape));
				const links = 2 * shape.length;
				const steps = stridesOf(grid);
				const owners = new Set<number>();
				const wrong: string[] = [];
				for (let box = 0; box < threads; box++) {
					for (let i = 0; i < geometry.sites; i++) {
						const site = siteOf(tiling, geometry, box, i);
						owners.add(site);
						geometry.neighbours[i].forEach((one, link) => {
							let place = {
								box,
								local: one.kind === "register" ? one.site : 0,
							};
							if (one.kind === "shared") {
								const mu = link >> 1;
								const x = Math.floor(box / steps[mu]) % grid[mu];
								const next =
									(x + (link % 2 === 0 ? 1 : grid[mu] - 1)) % grid[mu];
								place = {
									box: box + (next - x) * steps[mu],
									local: geometry.slots.indexOf(one.slot),
								};
								if (one.direction !== mu || one.forward !== (link % 2 === 0))
									wrong.push(`direction of link ${link} of site ${site}`);
							}
							const found = siteOf(tiling, geometry, place.box, place.local);
							if (found !== nearest[site * links + link])
								wrong.push(`link ${link} of site ${site} leads to ${found}`);
						});
					}
				}
				expect(wrong).toEqual([]);
				expect(owners.size).toBe(product(shape));
			}),
			{ numRuns: 60 },
		);
	});

	test("fit the device", () => {
		fc.assert(
			fc.property(cases, ({ shape, chains }) => {
				for (const limits of [ordinary, large]) {
					const tiling = chooseTiling(shape, chains, limits);
					if (tiling === null) continue;
					const { tile, grid, threads } = tiling;
					expect(tile.map((n, mu) => n * grid[mu])).toEqual(shape);
					expect(threads).toBe(product(grid));
					expect(lanesOf(tiling)).toBeLessThanOrEqual(
						limits.maxComputeInvocationsPerWorkgroup,
					);
					expect(sharedBytes(tiling, 6)).toBeLessThanOrEqual(
						limits.maxComputeWorkgroupStorageSize,
					);
					expect(product(tile)).toBeLessThanOrEqual(64);
				}
			}),
			{ numRuns: 40 },
		);
	});
});

describe("the choice", () => {
	test("few chains are spread over many threads, many chains exchange little", () => {
		const few = chooseTiling([8, 8], 64, large);
		const many = chooseTiling([8, 8], 100_000, large);
		expect(few?.threads).toBe(64);
		expect(many?.threads).toBe(1);
	});

	test("128 x 128 fits into a workgroup of a large device only, 256 x 256 into none", () => {
		expect(chooseTiling([128, 128], 100, large)).not.toBeNull();
		expect(chooseTiling([128, 128], 100, ordinary)).toBeNull();
		expect(chooseTiling([256, 256], 100, large)).toBeNull();
		expect(chooseTiling([64, 64], 100, ordinary)).not.toBeNull();
	});

	test("any number of workgroups finds room in two directions", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 4_000_000 }), (count) => {
				const [x, y] = spread(count, 65_535);
				expect(x * y).toBeGreaterThanOrEqual(count);
				expect(x * (y - 1)).toBeLessThan(count);
				expect(Math.max(x, y)).toBeLessThanOrEqual(65_535);
			}),
		);
	});
});
