import { expect, test } from "vitest";
import { Histories } from "../../../metrics/cell/histories.js";

const floats = (length: number) => new Float64Array(length);

/** Chain c at time t is 100 c + t. */
const block = (chains: number, from: number, length: number) =>
	Float64Array.from(
		{ length: chains * length },
		(_, i) => 100 * Math.floor(i / length) + from + (i % length),
	);

test.each([0, 2, 5, 9])(
	"columns of three chains with room for %i each are joined chain by chain",
	(expected) => {
		const histories = new Histories(3, expected, floats);
		histories.append({ a: block(3, 0, 2) }, 2);
		expect([...histories.joined("a")]).toEqual([0, 1, 100, 101, 200, 201]);
		histories.append({ a: block(3, 2, 3) }, 3);
		expect(histories.joined("a")).toEqual(block(3, 0, 5));
		histories.trim();
		expect(histories.joined("a")).toEqual(block(3, 0, 5));
		histories.append({ a: block(3, 5, 1) }, 1);
		expect(histories.joined("a")).toEqual(block(3, 0, 6));
	},
);

test("a full column is not copied", () => {
	const histories = new Histories(2, 4, floats);
	histories.append({ a: block(2, 0, 4) }, 4);
	expect(histories.joined("a").buffer).toBe(histories.joined("a").buffer);
	const long = new Histories(2, 9, floats);
	long.append({ a: block(2, 0, 4) }, 4);
	long.trim();
	expect(long.joined("a").buffer).toBe(long.joined("a").buffer);
});

test("a column that one block lacks is given up", () => {
	const histories = new Histories(1, 4, floats);
	histories.append({ a: floats(2), b: floats(2) }, 2);
	histories.append({ a: floats(2) }, 2);
	expect(histories.names).toEqual(["a"]);
	histories.append({ a: floats(1), b: floats(1) }, 1);
	expect(histories.names).toEqual(["a"]);
});
