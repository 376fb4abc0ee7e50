/** The published schema accepts what the page shows, and refuses what it forbids. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { protocolJsonSchema } from "../../../samplers/external/protocol/json-schema.js";

const schema = protocolJsonSchema() as { $defs: Record<string, object> };
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(schema, "protocol");
const root = join(import.meta.dirname, "../../../..");

function accepts(message: string, value: unknown): boolean {
	return ajv.validate({ $ref: `protocol#/$defs/${message}` }, value);
}

test("every line of the session in the documentation is valid", () => {
	const page = readFileSync(join(root, "docs/outside-samplers.md"), "utf8");
	const lines = [...page.matchAll(/^[<>] (\{.*\})$/gm)].map(
		([, text]) => JSON.parse(text) as Record<string, never>,
	);
	expect(lines.length).toBeGreaterThan(15);
	const [{ params: asked }] = lines.filter(({ id }) => id === 2);
	const methods = new Map<unknown, string>();
	for (const line of lines) {
		const { id, method, params, result, error } = line;
		if (method !== undefined) {
			if (id !== undefined) methods.set(id, method);
			// The page shortens the action where it repeats.
			const whole =
				method === "prepare" ? Object.assign({}, params, asked) : params;
			expect([line, accepts(`${method}.params`, whole)]).toEqual([line, true]);
		} else if (error !== undefined) {
			expect(accepts("error", line)).toBe(true);
		} else {
			const name = `${methods.get(id)}.result`;
			expect([line, accepts(name, result)]).toEqual([line, true]);
		}
	}
});

test("seeds are decimal strings, files have no path, codes are words", () => {
	const draw = { count: 10, dir: "/tmp/x", seed: "17" };
	expect(accepts("draw.params", draw)).toBe(true);
	expect(accepts("draw.params", { ...draw, seed: 17 })).toBe(false);
	expect(accepts("draw.params", { ...draw, count: 0.5 })).toBe(false);
	const drawn = { arrays: { fields: "fields.npy" }, axes: ["draw", "x"] };
	expect(accepts("draw.result", drawn)).toBe(true);
	for (const fields of ["../fields.npy", "/tmp/fields.npy", "..", "a\\b"])
		expect(accepts("draw.result", { ...drawn, arrays: { fields } })).toBe(
			false,
		);
	const error = { id: 1, error: { code: "diverged", message: "at step 3" } };
	expect(accepts("error", error)).toBe(true);
	expect(
		accepts("error", { id: 1, error: { code: -32603, message: "?" } }),
	).toBe(false);
});

test("unknown keys are allowed in every message", () => {
	expect(accepts("supports.result", { ok: true, later: 1 })).toBe(true);
	expect(accepts("progress.params", { step: 1, klDivergence: 0.3 })).toBe(true);
	expect(accepts("shutdown.result", { later: 1 })).toBe(true);
});
