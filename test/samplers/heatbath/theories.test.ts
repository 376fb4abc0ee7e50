/** Heat bath, winding and clusters against exact values and identities, on links and spins. */
import { describe, expect, test } from "vitest";
import { chargeDistribution } from "../../../actions/gauge/exact/charge.js";
import { spins } from "../../../actions/spin/o-n.js";
import { createLattice } from "../../../core/lattice.js";
import { cluster } from "../../../samplers/cluster/cluster.js";
import { heatbath } from "../../../samplers/heatbath/heatbath.js";
import { winding } from "../../../samplers/winding/winding.js";
import { theory } from "../../metrics/observables/gauge/support.js";
import { drawOf, expectExact } from "../links/support.js";

const loops = ["plaquette", "wilsonLoop2x2", "thermometer", "force"];

describe("links in two dimensions", () => {
	test.each([
		["U1", 0, 2000],
		["U1", 0.3, 2000],
		["U1", 2, 4000],
		["SU2", 0, 2000],
		// Weak and strong links side by side.
		["SU2", 0.9, 4000],
		["SU2", 2.2, 4000],
		["SU2", 30, 2000],
		["SU3", 0.5, 2000],
		["SU3", 6, 2000],
	] as const)("heat bath of %s at beta = %d", async (group, beta, draws) => {
		const action = theory(group, [4, 5], beta);
		const options = { chains: 8, thermalise: 20, overrelaxation: 1 };
		// There is no temperature without an action.
		const names = loops.filter((name) => beta > 0 || name !== "thermometer");
		expectExact(action, await drawOf(heatbath, action, options, draws), names);
	});

	test("a frozen charge of U(1) leaves the identities", async () => {
		const action = theory("U1", [3, 3], 40);
		const options = { chains: 8, thermalise: 20, overrelaxation: 1 };
		const ensemble = await drawOf(heatbath, action, options, 2000);
		expectExact(action, ensemble, ["thermometer", "force", "loop:2x1"]);
	});

	test("winding updates move Q where the heat bath alone is frozen", async () => {
		const action = theory("U1", [8, 6], 7);
		const options = { chains: 8, thermalise: 20 };
		const ensemble = await drawOf(winding, action, options, 2400);
		expectExact(action, ensemble, [...loops, "topologicalCharge2", "pQ:0"]);
		const { structure } = ensemble;
		if (structure.kind !== "chains" || structure.accepted === null)
			throw new Error("winding proposals are accepted or refused");
		const share =
			structure.accepted.reduce((sum, one) => sum + one, 0) / ensemble.count;
		// Where P hardly fluctuates a proposal from Q to Q +- 1 is as likely accepted as p(Q +- 1) / p(Q).
		const p = chargeDistribution(7, 48);
		const between = p.reduce(
			(sum, here, q) => sum + 2 * Math.min(here, p[q + 1] ?? 0),
			0,
		);
		expect(share / between).toBeGreaterThan(0.75);
		expect(share / between).toBeLessThan(1.2);
	});
});

test("SU(2) in four dimensions fulfils its identities", async () => {
	const action = theory("SU2", [3, 3, 3, 3], 2.2);
	const options = { chains: 4, thermalise: 15, overrelaxation: 1 };
	const names = ["force", "thermometer", "loop:1x1", "loop:2x1"];
	expectExact(action, await drawOf(heatbath, action, options, 160), names);
}, 20_000);

describe("spins", () => {
	const options = { chains: 16, thermalise: 20 };
	test.each([2, 3, 4])("a ring of O(%d)", async (n) => {
		const action = spins.create(createLattice([5]), { beta: 1.4, n });
		const names = ["isingEnergy", "thermometer", "force", "distant"];
		for (const sampler of [heatbath, cluster]) {
			const ensemble = await drawOf(sampler as never, action, options, 1920);
			expectExact(action, ensemble, names);
		}
		const swendsenWang = { ...options, algorithm: "swendsen-wang", sweeps: 1 };
		expectExact(
			action,
			await drawOf(cluster, action, swendsenWang, 1920),
			names,
		);
	});

	test("clusters alone draw O(3) in two dimensions as the heat bath does", async () => {
		const action = spins.create(createLattice([5, 6]), { beta: 1.2, n: 3 });
		const names = ["thermometer", "distant", "topologicalCharge"];
		expectExact(action, await drawOf(cluster, action, options, 1920), names);
		expectExact(action, await drawOf(heatbath, action, options, 1920), names);
	});
});
