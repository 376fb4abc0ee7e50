/** Files as people have them. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../../core/npy.js";
import { joinTables } from "../../../harness/analyze/join.js";
import { readHdf5 } from "../../../harness/analyze/read/hdf5.js";
import { readTable } from "../../../harness/analyze/read/read-table.js";
import type { Role } from "../../../harness/analyze/read/roles.js";
import type { ReadOptions } from "../../../harness/analyze/read/sheet.js";
import { openSource } from "../../../harness/analyze/read/source.js";
import { lengthsOf } from "../../../harness/analyze/table.js";
import { temporaryFolder } from "./support.js";

const write = temporaryFolder();
const read = (
	name: string,
	content: string | Uint8Array,
	options?: ReadOptions,
) => readTable(write(name, content), options);

describe("tables in text", () => {
	test("blanks between the fields, any number of them, and at the ends", async () => {
		const { columns } = await read("a.dat", "  m   e\n 1.5  2e1 \n\t-3\t 4.\n");
		expect(columns).toEqual(
			new Map([
				["m", [Float64Array.of(1.5, -3)]],
				["e", [Float64Array.of(20, 4)]],
			]),
		);
	});
	test("names in the last remark, as numpy.savetxt writes them", async () => {
		for (const header of ["# cfg,x", "# cfg x", "#cfg\tx"]) {
			const table = await read(
				"a.txt",
				`# made by hand\n${header}\n0 5\n10 6\n`,
			);
			expect(table.configurations?.numbers).toEqual([Float64Array.of(0, 10)]);
			expect(table.columns.get("x")).toEqual([Float64Array.of(5, 6)]);
		}
		const { columns } = await read("a.csv", "# a,b\n1,2\n");
		expect([...columns.keys()]).toEqual(["a", "b"]);
	});
	test("no header: numbered columns, or the name of the file for one", async () => {
		const two = await read("a.csv", "1,2\n3,4\n");
		expect(two.columns.get("column2")).toEqual([Float64Array.of(2, 4)]);
		expect(two.notes).toEqual([
			"no header: the columns are column1 to column2",
		]);
		const one = await read(
			"plaquette.dat",
			"# 1000 configurations\n0.5\n.25\n",
		);
		expect(one.columns).toEqual(
			new Map([["plaquette", [Float64Array.of(0.5, 0.25)]]]),
		);
	});
	test("remarks between the rows", async () => {
		const { columns } = await read("a.dat", "x\n1\n# restarted\n2\n");
		expect(columns.get("x")).toEqual([Float64Array.of(1, 2)]);
	});
	test("the index of pandas is left out, and this is said", async () => {
		const plain = await read("a.csv", ",m\n0,1.5\n1,2.5\n");
		expect(plain.columns).toEqual(
			new Map([["m", [Float64Array.of(1.5, 2.5)]]]),
		);
		expect(plain.notes.join()).toMatch(/index of pandas/);
		const twice = await read("a.csv", "Unnamed: 0,m\n0,1.5\n");
		expect([...twice.columns.keys()]).toEqual(["m"]);
	});
	test("Fortran's exponents, a mark of byte order, quotes", async () => {
		const { columns } = await read("a.csv", '\uFEFF"m","e"\n"1.5D+01",2d-1\n');
		expect(columns.get("m")).toEqual([Float64Array.of(15)]);
		expect(columns.get("e")).toEqual([Float64Array.of(0.2)]);
	});
	test("gzip, also of a file that is called otherwise", async () => {
		const packed = gzipSync("m\n1\n2\n");
		for (const name of ["a.csv.gz", "a.csv", "a.dat.gz"]) {
			const { columns } = await read(name, packed);
			expect(columns.get("m")).toEqual([Float64Array.of(1, 2)]);
		}
	});
	test("an unknown extension: the first bytes tell", async () => {
		const text = await read("history.out", "m e\n1 2\n");
		expect(text.columns.get("e")).toEqual([Float64Array.of(2)]);
		const json = await read("history", ' {"m": [1, 2]}');
		expect(json.columns.get("m")).toEqual([Float64Array.of(1, 2)]);
		const array = await read("x", encodeNpy(Float64Array.of(7, 8), [2]));
		expect(array.columns.get("x")).toEqual([Float64Array.of(7, 8)]);
	});
});

describe("columns by their meaning", () => {
	const roleOfColumn = async (name: string): Promise<string> => {
		const table = await read("a.csv", `${name},x\n1,2\n2,3\n`);
		if (table.logWeights !== undefined) return "weight";
		if (table.configurations !== undefined) return "configuration";
		return table.chains.length === 2 ? "chain" : "observable";
	};
	test.each([
		["logWeight", "weight"],
		["logweight", "weight"],
		["log_weight", "weight"],
		["weight", "weight"],
		["Weights", "weight"],
		["chain", "chain"],
		["Chain", "chain"],
		["replica", "chain"],
		["cfg", "configuration"],
		["config", "configuration"],
		["Trajectory", "configuration"],
		["m", "observable"],
		["confinement", "observable"],
	])("%s is a column of kind %s", async (name, role) => {
		expect(await roleOfColumn(name)).toBe(role);
	});
	test("weights are taken by their logarithm", async () => {
		const { logWeights } = await read("a.csv", "x,weight\n1,1\n2,0\n3,2.5\n");
		expect(logWeights).toEqual([
			Float64Array.of(0, Number.NEGATIVE_INFINITY, Math.log(2.5)),
		]);
	});
	test("a name that is nearly one of these is said", async () => {
		const { notes } = await read("a.csv", "x,logWieght\n1,2\n");
		expect(notes.join()).toMatch(
			/'logWieght' is taken as an observable; .*--column logWieght=logWeight/,
		);
	});
	test("the user decides", async () => {
		const roles = new Map<string, Role>([
			["w", "logWeight"],
			["cfg", "observable"],
			["junk", "ignored"],
		]);
		const table = await read("a.csv", "w,cfg,junk,x\n0,1.5,?,2\n", { roles });
		expect(table.logWeights).toEqual([Float64Array.of(0)]);
		expect([...table.columns.keys()]).toEqual(["cfg", "x"]);
	});
	test("--only", async () => {
		const only = await read("a.csv", "a,b,c\n1,2,3\n", { only: ["b"] });
		expect([...only.columns.keys()]).toEqual(["b"]);
		await expect(read("a.csv", "a,b\n1,2\n", { only: ["d"] })).rejects.toThrow(
			/no column 'd' \(--only\); it has a, b/,
		);
	});
	test("chain labels and weights together: chains that are reweighted", async () => {
		const table = await read(
			"a.csv",
			"chain,logWeight,x\na,0,1\nb,1,2\na,2,3\n",
		);
		expect(table.ordered).toBe(true);
		expect(table.logWeights).toEqual([
			Float64Array.of(0, 2),
			Float64Array.of(1),
		]);
	});
});

describe("arrays", () => {
	const numbers = Float64Array.from({ length: 24 }, (_, i) => i);
	const many = encodeNpy(new Float64Array(20_000), [1000, 20]);
	test("more chains than draws is a question", async () => {
		await expect(read("m.npy", many)).rejects.toThrow(
			/1000 chains of 20 draws\? Say --axes draw,chain .*or --axes draw,observable; --axes chain,draw/,
		);
	});
	test("--axes is the answer", async () => {
		const chains = await read("m.npy", many, { axes: ["draw", "chain"] });
		expect(lengthsOf(chains)).toEqual(new Array(20).fill(1000));
		const same = await read("m.npy", many, { axes: ["chain", "draw"] });
		expect(lengthsOf(same)).toEqual(new Array(1000).fill(20));
		const columns = await read("m.npy", many, { axes: ["draw", "observable"] });
		expect(columns.columns.size).toBe(20);
	});
	test("each order of three axes", async () => {
		const array = encodeNpy(numbers, [3, 2, 4]);
		// Element [d, k, c] of draw, observable, chain.
		const { columns } = await read("m.npy", array, {
			axes: ["draw", "observable", "chain"],
		});
		expect(columns.get("m[1]")?.[2]).toEqual(Float64Array.of(6, 14, 22));
	});
	test(".npz, stored or deflated, with labels and weights", async () => {
		for (const level of [0, 6] as const) {
			const archive = zipSync(
				{
					"m.npy": encodeNpy(Float64Array.of(1, 2, 3), [3]),
					"chain.npy": encodeNpy(Float64Array.of(7, 8, 7), [3]),
					"logWeight.npy": encodeNpy(Float64Array.of(0, -1, -2), [3]),
				},
				{ level },
			);
			const table = await read("a.npz", archive);
			expect(table.columns.get("m")).toEqual([
				Float64Array.of(1, 3),
				Float64Array.of(2),
			]);
			expect(table.chains).toEqual(["7", "8"]);
			expect(table.logWeights?.[0]).toEqual(Float64Array.of(0, -2));
		}
	});
	test("arrays that do not fit are named; --only reads one of them", async () => {
		const archive = zipSync({
			"m.npy": encodeNpy(numbers, [24]),
			"bins.npy": encodeNpy(Float64Array.of(1, 2), [2]),
		});
		await expect(read("a.npz", archive)).rejects.toThrow(
			/'bins' is 1 x 2 \(chains x draws\), 'm' is 1 x 24; .*--only/,
		);
		const { columns } = await read("a.npz", archive, { only: ["m"] });
		expect([...columns.keys()]).toEqual(["m"]);
	});
	test("one list of configurations holds for all chains", async () => {
		const archive = zipSync({
			"m.npy": encodeNpy(numbers, [2, 12]),
			"cfg.npy": encodeNpy(numbers.slice(0, 12), [12]),
		});
		const { configurations } = await read("a.npz", archive);
		expect(configurations?.numbers.map(({ length }) => length)).toEqual([
			12, 12,
		]);
	});
});

/** What the tests use of the optional package to write a file. */
interface Writer {
	readonly ready: Promise<unknown>;
	readonly File: new (
		path: string,
		mode: "w",
	) => WritableGroup & { close(): void };
}
interface WritableGroup {
	create_dataset(data: Readonly<Record<string, unknown>>): unknown;
	create_group(name: string): WritableGroup;
}
const packageName: string = "h5wasm/node";
const h5wasm: Writer | undefined = await import(packageName).catch(
	() => undefined,
);

test("HDF5 without the package: what to install", async () => {
	const file = write(
		"a.h5",
		Buffer.from("\x89HDF\r\n\x1a\n........", "latin1"),
	);
	const failure = readHdf5(await openSource(file), {}, () =>
		Promise.reject(new Error("Cannot find package 'h5wasm'")),
	);
	await expect(failure).rejects.toThrow(
		/a\.h5: HDF5 is read by the package h5wasm, which is not here .*npm install h5wasm/,
	);
});

describe.runIf(h5wasm !== undefined)("HDF5", () => {
	const write5 = async (): Promise<string> => {
		if (h5wasm === undefined) throw new Error("h5wasm");
		await h5wasm.ready;
		const path = join(dirname(write("x", "")), "b.h5");
		const file = new h5wasm.File(path, "w");
		file.create_dataset({
			name: "m",
			data: Float64Array.of(1, 2, 3, 4, 5, 6),
			shape: [2, 3],
		});
		file.create_group("flow").create_dataset({
			name: "steps",
			data: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n),
			shape: [2, 3],
			chunks: [1, 3],
			compression: "gzip",
		});
		file.create_dataset({ name: "title", data: "a text" });
		file.create_dataset({
			name: "fields",
			data: new Float32Array(16),
			shape: [2, 2, 2, 2],
		});
		file.close();
		return path;
	};
	test("data sets of numbers, in groups too, packed too, and in gzip", async () => {
		const path = await write5();
		const { columns } = await readTable(path);
		expect(columns.get("m")).toEqual([
			Float64Array.of(1, 2, 3),
			Float64Array.of(4, 5, 6),
		]);
		expect([...columns.keys()].sort()).toEqual(["flow/steps", "m"]);
		const packed = await read("c.h5.gz", gzipSync(readFileSync(path)));
		expect(packed.columns.get("flow/steps")?.[1]).toEqual(
			Float64Array.of(4, 5, 6),
		);
	});
});

describe("several files", () => {
	test("the same observables: further chains, named after their files", async () => {
		const a = await read("r0.csv", "m,e\n1,2\n3,4\n");
		const b = await read("r1.csv", "e,m\n6,5\n");
		const joined = joinTables([a, b]);
		expect(joined.columns.get("m")).toEqual([
			Float64Array.of(1, 3),
			Float64Array.of(5),
		]);
		expect(joined.chains).toEqual(["r0.csv", "r1.csv"]);
		const again = joinTables([a, b, a]);
		expect(again.chains).toEqual(["r0.csv", "r1.csv", "r0.csv (2)"]);
	});
	test("none in common: side by side, if they are as long", async () => {
		const a = await read("a.csv", "m\n1\n3\n");
		const q = await read("q.csv", "q\n1\n2\n");
		const w = await read(
			"logWeight.npy",
			encodeNpy(Float64Array.of(0, -1), [2]),
		);
		const joined = joinTables([a, q, w]);
		expect([...joined.columns.keys()]).toEqual(["m", "q"]);
		expect(joined.logWeights).toEqual([Float64Array.of(0, -1)]);
		const short = await read("s.csv", "s\n1\n");
		expect(() => joinTables([a, short])).toThrow(/1 measurements, .* has 2/);
	});
	test("what cannot be joined is named", async () => {
		const a = await read("a.csv", "m,e\n1,2\n");
		const b = await read("b.csv", "m\n1\n");
		expect(() => joinTables([a, b])).toThrow(/'e' is in only one/);
		const w = await read("w.csv", "m,e,logWeight\n1,2,0\n");
		expect(() => joinTables([a, w])).toThrow(/log weights are in only one/);
	});
});
