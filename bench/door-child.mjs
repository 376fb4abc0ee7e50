// An outside sampler that costs as little as possible: it draws once and hands out the same numbers.
import { renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const send = (message) => writeSync(1, `${JSON.stringify(message)}\n`);
let shape = [];
let single = true;
const made = new Map();

function bytesOf(extents, float32) {
	const key = `${extents} ${float32}`;
	const known = made.get(key);
	if (known !== undefined) return known;
	const length = extents.reduce((a, b) => a * b, 1);
	const numbers = float32 ? new Float32Array(length) : new Float64Array(length);
	// Cheap numbers in [-1, 1) with some scatter.
	for (let i = 0; i < length; i++)
		numbers[i] = ((i * 7919) % 2003) / 1001.5 - 1;
	const text = `{'descr': '<f${float32 ? 4 : 8}', 'fortran_order': False, 'shape': (${extents.join(", ")},), }`;
	const head = Buffer.alloc(128, " ");
	head.write("\x93NUMPY\x01\x00\x76\x00", 0, "latin1");
	head.write(text, 10, "latin1");
	head[127] = 0x0a;
	const bytes = [head, new Uint8Array(numbers.buffer)];
	made.set(key, bytes);
	return bytes;
}

function write(dir, name, extents, float32) {
	const path = join(dir, name);
	writeFileSync(`${path}.tmp`, "");
	for (const part of bytesOf(extents, float32))
		writeFileSync(`${path}.tmp`, part, { flag: "a" });
	renameSync(`${path}.tmp`, path);
	return name;
}

const methods = {
	initialize: ({ precision }) => {
		single = precision === "float32";
		return { protocol: 1, name: "door", structure: "weighted" };
	},
	supports: () => ({ ok: true }),
	prepare: ({ action }) => {
		shape = action.domain.shape;
		return {};
	},
	warmup: ({ count }) => {
		bytesOf([count, ...shape], single);
		return {};
	},
	draw: ({ count, dir }, id) => {
		send({ method: "done", params: { id } });
		return {
			arrays: {
				fields: write(dir, "fields.npy", [count, ...shape], single),
				logq: write(dir, "logq.npy", [count], false),
			},
			axes: ["draw", ...shape.map((_, mu) => `x${mu}`)],
		};
	},
	shutdown: () => {
		setImmediate(() => process.exit(0));
		return {};
	},
};

createInterface({ input: process.stdin })
	.on("line", (line) => {
		const { id, method, params } = JSON.parse(line);
		if (id === undefined) return;
		const known = methods[method];
		if (known === undefined)
			send({ id, error: { code: "unsupported", message: method } });
		else send({ id, result: known(params, id) });
	})
	.on("close", () => process.exit(0));
