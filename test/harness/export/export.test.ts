/** Stored measurements come out as they went in, in every format. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, expect, test } from "vitest";
import { type DataSet, openHdf5 } from "../../../core/hdf5.js";
import { decodeNpy, writeNpy } from "../../../core/npy.js";
import {
	type CellDraws,
	readCellDraws,
} from "../../../harness/export/cell-draws.js";
import { encodeNetcdf } from "../../../harness/export/netcdf.js";
import { encodeNpz } from "../../../harness/export/npz.js";
import { encodeCsv, encodeParquet } from "../../../harness/export/tables.js";
import { syntheticRecords } from "../../reports/synthetic.js";

const run = mkdtempSync(join(tmpdir(), "latticebench-export-"));
afterAll(() => rmSync(run, { recursive: true, force: true }));

const [first] = syntheticRecords({ seeds: [1] });
if (first === undefined) throw new Error("no record");
const record = first;
const folder = join(run, "cells", record.key);
const phi2 = Float64Array.of(0.1, 1 / 3, -2, 1e-17, 5, 6e22);
const accepted = Float32Array.of(1, 0, 1, 1, 1, 0);

async function cellDraws(): Promise<CellDraws> {
	mkdirSync(folder, { recursive: true });
	await writeNpy(join(folder, "history-phi2.npy"), phi2, [2, 3]);
	await writeNpy(join(folder, "accepted.npy"), accepted, [2, 3]);
	const cell = await readCellDraws(run, record);
	if (typeof cell === "string") throw new Error(cell);
	return cell;
}

test("chains and draws, and what was asked", async () => {
	const { chains, draws, posterior, sampleStats, attributes } =
		await cellDraws();
	expect([chains, draws]).toEqual([2, 3]);
	expect(posterior).toEqual(new Map([["phi2", phi2]]));
	expect(sampleStats).toEqual(
		new Map([["accepted", Float64Array.from(accepted)]]),
	);
	expect(attributes).toMatchObject({
		key: record.key,
		seed: 1,
		sampler: record.sampler.label,
	});
	expect(JSON.parse(String(attributes.parameters))).toEqual(
		record.action.parameters,
	);
});

test("netCDF: groups with dimensions", async () => {
	const path = join(run, "a.nc");
	writeFileSync(path, await encodeNetcdf(await cellDraws()));
	const file = await openHdf5(path, "a.nc");
	const values = file.get("posterior/phi2") as DataSet;
	expect(values.shape).toEqual([2, 3]);
	expect(values.value).toEqual(phi2);
	expect(file.paths().map((name) => name.replace(/^\//, ""))).toEqual(
		expect.arrayContaining([
			"posterior/chain",
			"posterior/draw",
			"sample_stats/accepted",
		]),
	);
	file.close();
	await expect(
		encodeNetcdf(await cellDraws(), () => Promise.reject(new Error("gone"))),
	).rejects.toThrow(/h5wasm.*--to parquet/);
});

test("Parquet and CSV: one line for each draw", async () => {
	const cell = await cellDraws();
	const bytes = encodeParquet(cell);
	const file = bytes.buffer as ArrayBuffer;
	const rows = await parquetReadObjects({ file });
	expect(rows.map((row) => row.phi2)).toEqual([...phi2]);
	expect(rows[4]).toMatchObject({
		key: record.key,
		seed: 1,
		chain: 1,
		draw: 1,
		accepted: 1,
	});
	expect(parquetMetadata(file).key_value_metadata).toContainEqual({
		key: "key",
		value: record.key,
	});
	const lines = parse(encodeCsv(cell), { columns: true }) as Record<
		string,
		string
	>[];
	expect(lines.map((line) => Number(line.phi2))).toEqual([...phi2]);
	expect(lines[5]).toMatchObject({ chain: "1", draw: "2", accepted: "0" });
});

test("npz: arrays and attributes", async () => {
	const found = unzipSync(encodeNpz(await cellDraws()));
	const array = found["posterior.phi2.npy"] ?? new Uint8Array();
	expect(decodeNpy(array, "phi2")).toEqual({ shape: [2, 3], data: phi2 });
	const text = Buffer.from(found["attributes.json"] ?? []).toString();
	expect(JSON.parse(text)).toMatchObject({ key: record.key });
});

test("weighted draws are one chain, and a cell without measurements says why", async () => {
	const other = { ...record, key: "0123456789abcdef" };
	const place = join(run, "cells", other.key);
	mkdirSync(place, { recursive: true });
	expect(await readCellDraws(run, other)).toBe(
		"its folder holds no measurements",
	);
	expect(
		await readCellDraws(run, { ...other, status: "failed", reason: "broken" }),
	).toBe("failed: broken");
	await writeNpy(join(place, "history-phi2.npy"), phi2, [6]);
	await writeNpy(join(place, "log-weights.npy"), phi2, [6]);
	expect(await readCellDraws(run, other)).toMatchObject({
		chains: 1,
		draws: 6,
		sampleStats: new Map([["log_weight", phi2]]),
	});
	await writeNpy(join(place, "log-weights.npy"), phi2, [3, 2]);
	expect(await readCellDraws(run, other)).toMatch(/other extents/);
});
