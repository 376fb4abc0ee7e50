import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../core/errors.js";
import { decodeNpy, encodeNpy, readNpy, writeNpy } from "../../core/npy.js";

const folder = mkdtempSync(join(tmpdir(), "npy-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file as NumPy writes it, from the text of its header and its raw bytes. */
function file(
	header: string,
	body: Uint8Array,
	version: 1 | 2 = 1,
): Uint8Array {
	const head = Buffer.from(`${header}\n`, "latin1");
	const prefix = Buffer.alloc(version === 1 ? 10 : 12);
	prefix.write("\x93NUMPY", "latin1");
	prefix.writeUInt8(version, 6);
	if (version === 1) prefix.writeUInt16LE(head.length, 8);
	else prefix.writeUInt32LE(head.length, 8);
	return Buffer.concat([prefix, head, body]);
}

const dictionary = (descr: string, shape: string, fortran = "False") =>
	`{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

describe("round trip", () => {
	const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
	test("any shape, both precisions, every value, NaN and infinities included", () => {
		fc.assert(
			fc.property(shapes, fc.boolean(), fc.nat(), (shape, single, seed) => {
				const count = shape.reduce((total, extent) => total * extent, 1);
				const values = Array.from({ length: count }, (_, i) =>
					i % 7 === 0 ? [Number.NaN, Infinity, -0][i % 3] : Math.sin(seed + i),
				);
				const data = single
					? Float32Array.from(values)
					: Float64Array.from(values);
				const bytes = encodeNpy(data, shape);
				expect(decodeNpy(bytes, "x.npy")).toEqual({ shape, data });
				expect((bytes.length - data.byteLength) % 64).toBe(0);
			}),
		);
	});
	test("through a file, which appears whole or not at all", async () => {
		const path = join(folder, "a.npy");
		const data = Float64Array.from({ length: 24 }, (_, i) => i / 3);
		await writeNpy(path, data, [2, 3, 4]);
		expect(await readNpy(path)).toEqual({ shape: [2, 3, 4], data });
		await expect(
			writeNpy(join(folder, "missing", "a.npy"), data, [24]),
		).rejects.toThrow();
		expect(readdirSync(folder)).toEqual(["a.npy"]);
	});
	test("the header is NumPy's own, byte for byte", () => {
		const bytes = encodeNpy(new Float64Array(3), [3]);
		expect(bytes.subarray(0, 128).toString("latin1")).toBe(
			`\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }${" ".repeat(60)}\n`,
		);
	});
	test("a shape that does not fit is refused", () => {
		expect(() => encodeNpy(new Float64Array(3), [2])).toThrow(RangeError);
	});
});

describe("files of others", () => {
	test("integers, booleans, big-endian numbers and version 2 become float64", () => {
		const big = Buffer.alloc(16);
		big.writeDoubleBE(1.5, 0);
		big.writeDoubleBE(-2.25, 8);
		expect(decodeNpy(file(dictionary("'>f8'", "(2,)"), big), "x").data).toEqual(
			Float64Array.of(1.5, -2.25),
		);
		const long = Buffer.from(BigInt64Array.of(-3n, 4n).buffer);
		expect(
			decodeNpy(file(dictionary("'<i8'", "(2,)"), long), "x").data,
		).toEqual(Float64Array.of(-3, 4));
		const flags = Uint8Array.of(0, 1, 1);
		expect(
			decodeNpy(file(dictionary("'|b1'", "(3,)"), flags, 2), "x").data,
		).toEqual(Float64Array.of(0, 1, 1));
		expect(
			decodeNpy(file(dictionary("'>u2'", "(1,)"), Uint8Array.of(1, 2)), "x")
				.data,
		).toEqual(Float64Array.of(258));
	});
	test("Fortran order is turned into C order", () => {
		// a[i][j] = 10 i + j of shape (2, 3), stored column by column.
		const body = Buffer.from(Float64Array.of(0, 10, 1, 11, 2, 12).buffer);
		const { data, shape } = decodeNpy(
			file(dictionary("'<f8'", "(2, 3)", "True"), body),
			"x",
		);
		expect(shape).toEqual([2, 3]);
		expect(data).toEqual(Float64Array.of(0, 1, 2, 10, 11, 12));
	});
	test("a single number has shape ()", () => {
		const body = Buffer.from(Float64Array.of(7).buffer);
		expect(decodeNpy(file(dictionary("'<f8'", "()"), body), "x")).toEqual({
			shape: [],
			data: Float64Array.of(7),
		});
	});
});

describe("what is no array of numbers is named", () => {
	const whole = encodeNpy(new Float64Array(4), [2, 2]);
	const cases: readonly [string, Uint8Array, RegExp][] = [
		["an empty file", new Uint8Array(0), /not a \.npy file/],
		["text", Buffer.from("a,b\n1,2\n3,4\n"), /not a \.npy file/],
		["a future version", Buffer.from(whole).fill(9, 6, 7), /version 9/],
		["a cut header", whole.subarray(0, 40), /header is cut off/],
		["cut data", whole.subarray(0, whole.length - 1), /31 bytes.*expected 32/],
		["data too long", Buffer.concat([whole, whole]), /expected 32/],
		[
			"complex numbers",
			file(dictionary("'<c16'", "(1,)"), new Uint8Array(16)),
			/'<c16'.*real numbers/,
		],
		["objects", file(dictionary("'|O'", "(1,)"), new Uint8Array(8)), /'\|O'/],
		[
			"a record type",
			file(dictionary("[('a', '<f8')]", "(1,)"), new Uint8Array(8)),
			/a record type/,
		],
		[
			"no shape",
			file("{'descr': '<f8', 'fortran_order': False, }", new Uint8Array(8)),
			/lacks/,
		],
		[
			"a shape beyond all measure",
			file(
				dictionary("'<f8'", "(99999999999, 99999999999)"),
				new Uint8Array(8),
			),
			/too large/,
		],
	];
	test.each(cases)("%s", (_, bytes, message) => {
		expect(() => decodeNpy(bytes, "x.npy")).toThrow(InputError);
		expect(() => decodeNpy(bytes, "x.npy")).toThrow(message);
		expect(() => decodeNpy(bytes, "x.npy")).toThrow(/^x\.npy: /);
	});
	test("any bytes end in an array or in an InputError", async () => {
		const damaged = fc
			.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
			.map(([at, value]) => Buffer.from(whole).fill(value, at, at + 1));
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => {
				try {
					decodeNpy(bytes, "x");
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
				}
			}),
			{ numRuns: 500 },
		);
	});
	test("a missing file", async () => {
		await expect(readNpy(join(folder, "none.npy"))).rejects.toThrow(InputError);
		writeFileSync(join(folder, "short.npy"), whole.subarray(0, 3));
		await expect(readNpy(join(folder, "short.npy"))).rejects.toThrow(/not a/);
	});
});
