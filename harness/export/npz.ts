/** NumPy's archive of arrays, https://numpy.org/doc/stable/reference/generated/numpy.savez.html. */
import { zipSync } from "fflate";
import { encodeNpy } from "../../core/npy.js";
import type { CellDraws } from "./cell-draws.js";

/** The oldest date of a zip file: the same measurements give the same bytes. */
const options = { mtime: "1980-01-01T12:00:00" } as const;

/** Arrays [chain, draw] as posterior.NAME and sample_stats.NAME, and attributes.json. */
export function encodeNpz(cell: CellDraws): Uint8Array {
	const shape = [cell.chains, cell.draws];
	const arrays = (
		[
			["posterior", cell.posterior],
			["sample_stats", cell.sampleStats],
		] as const
	).flatMap(([group, variables]) =>
		[...variables].map(
			([name, data]) =>
				[
					`${group}.${name.replaceAll("/", "-")}.npy`,
					encodeNpy(data, shape),
				] as const,
		),
	);
	return zipSync(
		{
			...Object.fromEntries(arrays),
			"attributes.json": Buffer.from(JSON.stringify(cell.attributes)),
		},
		options,
	);
}
