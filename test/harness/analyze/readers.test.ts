import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.js";
import { encodeNpy } from "../../../core/npy.js";
import { parseDecimal } from "../../../harness/analyze/read/decimal.js";
import { readTable } from "../../../harness/analyze/read/read-table.js";
import { roleOf } from "../../../harness/analyze/read/roles.js";
import { lengthsOf } from "../../../harness/analyze/table.js";

const folder = mkdtempSync(join(tmpdir(), "analyze-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

function parse(text: string): number {
	const bytes = Buffer.from(`x${text}y`);
	return parseDecimal(bytes, 1, bytes.length - 1);
}

describe("decimal numbers", () => {
	test("every way of writing a double gives that double back", () => {
		const written = fc
			.tuple(
				fc.double({ noNaN: true, noDefaultInfinity: true }),
				fc.integer({ min: 0, max: 4 }),
				fc.integer({ min: 1, max: 21 }),
			)
			.map(([x, form, digits]) => {
				if (form === 0) return String(x);
				if (form === 1) return x.toExponential(Math.min(20, digits));
				if (form === 2) return x.toPrecision(Math.min(21, digits));
				if (form === 3 && Math.abs(x) < 1e20) return x.toFixed(digits - 1);
				return x.toExponential();
			});
		fc.assert(
			fc.property(written, (text) => {
				// Rounding up the largest double overflows, and infinity is no measurement.
				const value = Number(text);
				expect(parse(text)).toBe(Number.isFinite(value) ? value : Number.NaN);
			}),
			{ numRuns: 5000 },
		);
	});
	test("numbers of seventeen digits near one, as other programs print them", () => {
		fc.assert(
			fc.property(
				fc.bigInt(10n ** 15n, 10n ** 19n),
				fc.integer({ min: 0, max: 25 }),
				(mantissa, shift) => {
					const digits = String(mantissa).padStart(shift + 1, "0");
					const cut = digits.length - shift;
					const text = `${digits.slice(0, cut)}.${digits.slice(cut)}`;
					expect(parse(text)).toBe(Number(text));
				},
			),
			{ numRuns: 5000 },
		);
	});
	test("anything else is refused", () => {
		for (const text of [
			"",
			"-",
			"+",
			".",
			"e5",
			"1e",
			"1e+",
			"1.2.3",
			"0x10",
			"1_000",
			"nan",
			"NaN",
			"inf",
			"-Infinity",
			"1e999",
			"1 2",
			"١",
			"1,5",
			"--1",
			"1e5.5",
		]) {
			expect(parse(text)).toBeNaN();
		}
		for (const text of ["1.", ".5", "+3", "1E5", "-0", "00012", "1e-400"]) {
			expect(parse(text)).toBe(Number(text));
		}
	});
});

describe("CSV", () => {
	const name = fc
		.string({ minLength: 1, maxLength: 8 })
		.filter(
			(text) =>
				text.trim() === text &&
				!/^#|[\r\n\uFEFF]/.test(text) &&
				Number.isNaN(Number(text)) &&
				!/^Unnamed: \d+$/.test(text) &&
				roleOf(text) === "observable",
		);
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
	test("what was written is read back: any names, any finite numbers, any line ends", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
				fc.array(
					// String(-0) is "0".
					fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
					{ minLength: 1, maxLength: 40 },
				),
				fc.constantFrom("\n", "\r\n"),
				fc.boolean(),
				async (names, values, end, last) => {
					const rows = values.map((value, i) =>
						names.map((_, k) => String(k === 0 ? value : i * k)).join(","),
					);
					const text = [names.map(quoted).join(","), ...rows].join(end);
					const path = write("round.csv", last ? text + end : text);
					const { columns } = await readTable(path);
					expect([...columns.keys()]).toEqual(names);
					expect(columns.get(names[0])).toEqual([Float64Array.from(values)]);
				},
			),
			{ numRuns: 100 },
		);
	});
	test("any bytes end in a table or in one located message", async () => {
		const piece = fc.constantFrom(
			"a",
			"b",
			",",
			";",
			"\t",
			"\n",
			"\r\n",
			'"',
			"1",
			"-2.5",
			"e",
			" ",
			"#",
			"nan",
			"chain",
			"logWeight",
			"\uFEFF",
			"é",
		);
		await fc.assert(
			fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
				const path = write("any.csv", pieces.join(""));
				try {
					const table = await readTable(path);
					expect(lengthsOf(table)[0]).toBeGreaterThan(0);
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
					// Two columns of weights are no matter of one line.
					expect((error as Error).message).toMatch(
						/any\.csv:\d+:\d+: \S|any\.csv: columns .* both hold/,
					);
				}
			}),
			{ numRuns: 200 },
		);
	});
	test("a line of blanks is a blank line", async () => {
		const failure = (text: string) => readTable(write("blank.dat", text));
		await expect(failure("# x\n \n")).rejects.toThrow(
			/:1:1: the file is empty/,
		);
		await expect(failure("1 2\n \t\n3 4\n")).rejects.toThrow(
			/:2:1: a blank line/,
		);
		const { columns } = await failure("\n  \n1\n2\n \n");
		expect(columns.get("blank")).toEqual([Float64Array.of(1, 2)]);
	});
	test("chains may alternate and differ in length; labels are any text", async () => {
		const path = write(
			"chains.csv",
			"# made by hand\nchain; m\nhot;1\ncold;10\nhot; 2 \nhot;3\ncold;11\n\n",
		);
		const table = await readTable(path);
		expect(table.columns.get("m")).toEqual([
			Float64Array.of(1, 2, 3),
			Float64Array.of(10, 11),
		]);
		expect(table.chains).toEqual(["hot", "cold"]);
	});
	test("a weight of zero", async () => {
		const path = write("w.csv", "m,logWeight\n1,0\n2,-inf\n3,-1.5\n");
		const table = await readTable(path);
		expect(table.logWeights).toEqual([
			Float64Array.of(0, Number.NEGATIVE_INFINITY, -1.5),
		]);
		expect([...table.columns.keys()]).toEqual(["m"]);
	});
	test("lines longer than the first buffer, and files of many buffers", async () => {
		const names = Array.from({ length: 60_000 }, (_, k) => `column${k}`);
		const row = names.map((_, k) => (k + 0.123456789012345).toString());
		const text = `${names.join(",")}\n${row.join(",")}\n${row.join(",")}\n`;
		expect(text.length).toBeGreaterThan(2 << 20);
		const { columns } = await readTable(write("wide.csv", text));
		expect(columns.size).toBe(60_000);
		expect(columns.get("column59999")?.[0][1]).toBe(59999 + 0.123456789012345);
	});
});

describe("other layouts", () => {
	test(".npy: axes are chain, draw, observable", async () => {
		const data = Float64Array.from({ length: 24 }, (_, i) => i);
		const flat = await readTable(write("m.npy", encodeNpy(data, [24])));
		expect(flat.columns.get("m")).toEqual([data]);
		const two = await readTable(write("m.npy", encodeNpy(data, [2, 12])));
		expect(two.columns.get("m")).toEqual([data.slice(0, 12), data.slice(12)]);
		const three = await readTable(write("m.npy", encodeNpy(data, [2, 6, 2])));
		expect(three.columns.get("m[1]")).toEqual([
			Float64Array.of(1, 3, 5, 7, 9, 11),
			Float64Array.of(13, 15, 17, 19, 21, 23),
		]);
		const weights = await readTable(
			write("logWeight.npy", encodeNpy(Float32Array.of(0, -1), [2])),
		);
		expect(weights.logWeights).toEqual([Float64Array.of(0, -1)]);
	});
	test("JSON: columns, chains, rows, a bare list, weights", async () => {
		const read = (value: unknown) =>
			readTable(write("x.json", JSON.stringify(value)));
		expect((await read({ m: [1, 2], e: [3, 4] })).columns.get("e")).toEqual([
			Float64Array.of(3, 4),
		]);
		expect((await read({ m: [[1, 2, 3], [4]] })).columns.get("m")).toEqual([
			Float64Array.of(1, 2, 3),
			Float64Array.of(4),
		]);
		expect(
			(
				await read([
					{ chain: "a", m: 1 },
					{ chain: "b", m: 2 },
					{ chain: "a", m: 3 },
				])
			).columns.get("m"),
		).toEqual([Float64Array.of(1, 3), Float64Array.of(2)]);
		expect((await read([5, 6])).columns.get("x")).toEqual([
			Float64Array.of(5, 6),
		]);
		expect((await read({ logWeight: [0, "-inf"] })).logWeights).toEqual([
			Float64Array.of(0, Number.NEGATIVE_INFINITY),
		]);
		expect(
			(await read({ m: { 0: 1.5, 1: 2.5, 10: 3.5 } })).columns.get("m"),
		).toEqual([Float64Array.of(1.5, 2.5, 3.5)]);
	});
});

describe("malformed input ends in one message that says where and what was expected", () => {
	const doubles = (count: number) =>
		encodeNpy(new Float64Array(count), [count]);
	const cases: readonly [string, string, string | Uint8Array, RegExp][] = [
		[
			"a ZIP archive of something else",
			"a.xlsx",
			Buffer.from(zipSync({ "sheet.xml": Buffer.from("<a/>") })),
			/no array of NumPy in this archive/,
		],
		["a cut archive", "a.npz", "PK\x03\x04 and no more", /not a \.npz archive/],
		["text as HDF5", "a.h5", "m\n1\n", /not an HDF5 file/],
		[
			"a cut gzip",
			"a.csv.gz",
			Buffer.from([0x1f, 0x8b, 8, 0]),
			/cannot be read/,
		],
		["empty file", "a.csv", "", /:1:1: the file is empty/],
		["remarks only", "a.csv", "# nothing\n", /:1:1: the file is empty/],
		["header only", "a.csv", "m,e\n", /:2:1: no measurements/],
		["nameless column", "a.csv", "m,,e\n1,2,3\n", /:1:3: column 2 has no name/],
		[
			"same name twice",
			"a.csv",
			"m,e,m\n1,2,3\n",
			/:1:5: the name 'm' is also that of column 1/,
		],
		["open quote", "a.csv", '"m,e\n1,2\n', /:1:1: a quote is not closed/],
		["row too short", "a.csv", "m,e\n1,2\n3\n", /:3:2: 1 fields, expected 2/],
		[
			"row too long",
			"a.csv",
			"m,e\n1,2,3\n",
			/:2:1: more than 2 fields, expected 2 as in the header/,
		],
		[
			"text for a number",
			"a.csv",
			"m,e\n1,2\n3,four\n",
			/:3:3: 'e' is 'four', expected a finite number/,
		],
		["NaN", "a.csv", "m,e\n1,nan\n", /:2:3: 'e' is 'nan'/],
		["infinity", "a.csv", "m\ninf\n", /:2:1: 'm' is 'inf'/],
		["overflow", "a.csv", "m\n1e999\n", /:2:1: 'm' is '1e999'/],
		["empty field", "a.csv", "m,e\n1,\n", /:2:3: 'e' is empty/],
		["blank line inside", "a.csv", "m\n1\n\n2\n", /:3:1: a blank line/],
		["decimal comma", "a.csv", "m;e\n1,5;2\n", /:2:1: 'm' is '1,5'/],
		[
			"positive infinite weight",
			"a.csv",
			"logWeight\n+inf\n",
			/:2:1: 'logWeight' is '\+inf'/,
		],
		[
			"two columns of weights",
			"a.csv",
			"weight,logWeight,m\n1,0,1\n",
			/columns 'logWeight' and 'weight' both hold weights/,
		],
		[
			"two columns of chains",
			"a.csv",
			"chain,replica,m\n1,0,1\n",
			/:1:1: both 'chain' and 'replica' label chains/,
		],
		[
			"a negative weight",
			"a.csv",
			"m,weight\n1,2\n2,-1\n",
			/'weight' is -1 in measurement 2/,
		],
		[
			"configurations that are no numbers of such",
			"a.csv",
			"cfg,m\n1.5,2\n",
			/'cfg' is 1\.5 in measurement 1.*--column cfg=observable/,
		],
		[
			"chain alone",
			"a.csv",
			"chain\n1\n",
			/:1:1: no observable beside 'chain'/,
		],
		["chain without label", "a.csv", "m,chain\n1,\n", /:2:3: 'chain' is empty/],
		["binary", "a.csv", Uint8Array.of(0x6d, 10, 0, 1, 2, 10), /:2:1: 'm' is/],
		["text as .npy", "a.npy", "m\n1\n", /not a \.npy file/],
		[
			"four axes",
			"a.npy",
			encodeNpy(new Float64Array(16), [2, 2, 2, 2]),
			/has 4 axes, expected \[draw\]/,
		],
		["no axis", "a.npy", encodeNpy(new Float64Array(1), []), /has 0 axes/],
		["empty array", "a.npy", doubles(0), /is empty/],
		[
			"axes swapped",
			"a.npy",
			encodeNpy(new Float64Array(300), [100, 3]),
			/shape \(100, 3\): 100 chains of 3 draws\? Say --axes draw,chain/,
		],
		[
			"NaN in .npy",
			"a.npy",
			encodeNpy(Float64Array.of(1, 2, 3, Number.NaN), [1, 4]),
			/element \[0, 3\] is NaN/,
		],
		["empty JSON", "a.json", " \n", /:1:1: the file is empty/],
		[
			"comma too many",
			"a.json",
			'{"m": [1, 2,]}',
			/:1:13: not JSON, expected a value/,
		],
		[
			"cut JSON",
			"a.json",
			'{"m": [1,\n 2',
			/:2:3: not JSON, expected ',' or '\]'/,
		],
		[
			"name without quotes",
			"a.json",
			"{\n  m: [1]}",
			/:2:3: not JSON, expected a name/,
		],
		["JSON number", "a.json", "3", /:1:1: expected an object of lists/],
		[
			"text in JSON",
			"a.json",
			'{"m": [1,\n  "2"]}',
			/:2:3: 'm' is "2", expected a finite number/,
		],
		[
			"null in JSON",
			"a.json",
			'{"m": [1, null]}',
			/:1:11: 'm' is null, expected a finite number: pandas and polars/,
		],
		[
			"null for a weight",
			"a.json",
			'{"m": [1, 2], "logWeight": [0, null]}',
			/:1:32: 'logWeight' is null, expected a finite number, or "-Infinity" for a weight of zero: pandas/,
		],
		[
			"null of pandas",
			"a.json",
			'{"m": {"0": 1, "1": null}}',
			/:1:21: 'm' is null/,
		],
		[
			"lists of unequal length",
			"a.json",
			'{"m": [1, 2],\n "e": [1]}',
			/:2:7: 'e' has 1 measurements, 'm' has 2/,
		],
		["no list", "a.json", '{"m": 1}', /:1:7: 'm' is not a list/],
		[
			"rows of other keys",
			"a.json",
			'[{"m": 1}, {"e": 1}]',
			/:1:12: 'm' is missing/,
		],
		[
			"labels too few",
			"a.json",
			'{"m": [1, 2], "chain": [1]}',
			/:1:24: 'chain' does not have one label/,
		],
		[
			"weights too few",
			"a.json",
			'{"m": [1, 2], "logWeight": [1]}',
			/:1:28: 'logWeight' has 1 measurements, 'm' has 2/,
		],
	];
	test.each(cases)("%s", async (_, file, content, message) => {
		const path = write(file, content);
		const failure = readTable(path);
		await expect(failure).rejects.toThrow(InputError);
		await expect(failure).rejects.toThrow(message);
		await expect(failure).rejects.toThrow(path);
	});
	test("a missing file", async () => {
		for (const extension of ["csv", "npy", "json"]) {
			const path = join(folder, `none.${extension}`);
			await expect(readTable(path)).rejects.toThrow(
				/cannot be read: no such file or folder$/,
			);
		}
	});
});
