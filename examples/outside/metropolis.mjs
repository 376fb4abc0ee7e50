// Local Metropolis as an outside sampler, on Node without any library. It speaks the protocol of
// docs/outside-samplers.md by hand, to show all of it; examples/outside/metropolis.yaml runs it.
//
// S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k potential[k] phi_x^k ], as the host states it.
import { renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const chains = 16;
let options, action, fields, random, width, stopped;

/** One line of JSON. Standard output is for these alone; everything else goes to standard error. */
const send = (message) => writeSync(1, `${JSON.stringify(message)}\n`);

/** A .npy file of version 1.0: 128 bytes of header, then the numbers. Complete once it has its name. */
function writeArray(dir, name, numbers, shape) {
	const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
	const head = Buffer.alloc(128, " ");
	head.write("\x93NUMPY\x01\x00\x76\x00", 0, "latin1");
	head.write(text, 10, "latin1");
	head[127] = 0x0a;
	const path = join(dir, name);
	writeFileSync(
		`${path}.tmp`,
		Buffer.concat([head, new Uint8Array(numbers.buffer)]),
	);
	renameSync(`${path}.tmp`, path);
	return name;
}

/** Uniform numbers from the two halves of a seed of 64 bits (sfc32, practrand.sourceforge.net). */
function generator(seed) {
	let [a, b, c, d] = [
		Number(BigInt(seed) >> 32n),
		Number(BigInt(seed) & 0xffffffffn),
		0,
		1,
	];
	const next = () => {
		const t = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + t) | 0;
		return ((t >>> 0) + 0.5) / 2 ** 32;
	};
	for (let i = 0; i < 15; i++) next();
	return next;
}

/** The sites before and after each site, in every direction. */
function neighboursOf(shape) {
	const sites = shape.reduce((a, b) => a * b, 1);
	return Array.from({ length: sites }, (_, x) => {
		let stride = sites;
		return shape.flatMap((extent) => {
			stride /= extent;
			const at = Math.floor(x / stride) % extent;
			return [1, extent - 1].map(
				(step) => x + (((at + step) % extent) - at) * stride,
			);
		});
	});
}

/** One sweep of all chains; returns the share of accepted moves. */
function sweep() {
	const { kinetic, potential } = action.structure;
	const sites = action.neighbours.length;
	const local = (phi, around) =>
		potential.reduceRight((sum, c) => sum * phi + c, 0) +
		kinetic * around.reduce((sum, other) => sum + (other - phi) ** 2, 0);
	let accepted = 0;
	for (let chain = 0; chain < chains; chain++)
		for (let x = 0; x < sites; x++) {
			const at = chain * sites + x;
			const around = action.neighbours[x].map((y) => fields[chain * sites + y]);
			const proposal = fields[at] + width * (random() - 0.5);
			if (
				random() < Math.exp(local(fields[at], around) - local(proposal, around))
			) {
				fields[at] = proposal;
				accepted++;
			}
		}
	return accepted / fields.length;
}

const methods = {
	initialize(params) {
		options = { sweeps: 5, ...params.options };
		return {
			protocol: 1,
			name: "metropolis",
			structure: "chains",
			frameworks: { node: process.versions.node },
		};
	},
	supports({ action: asked }) {
		return asked.structure?.kind === "scalarPolynomial"
			? { ok: true }
			: {
					ok: false,
					reason: "it treats polynomials of one real number per site",
				};
	},
	async prepare({ action: asked, budget, seed }) {
		action = { ...asked, neighbours: neighboursOf(asked.shape) };
		random = generator(seed);
		fields = new Float64Array(chains * action.neighbours.length).map(
			() => random() - 0.5,
		);
		width = 2;
		const steps = budget.steps ?? 400;
		for (let step = 1; step <= steps && !stopped; step++) {
			const acceptance = sweep();
			if (step < steps / 2) width *= acceptance > 0.5 ? 1.05 : 0.95;
			if (step % 50 > 0 && step < steps) continue;
			const stage = step < steps / 2 ? "tune" : "thermalise";
			send({
				method: "progress",
				params: { stage, step, acceptance, stepSize: width },
			});
			// Lets `stop` arrive.
			await new Promise(setImmediate);
		}
		return { facts: { proposalWidth: width, sweeps: options.sweeps } };
	},
	warmup() {
		// Further sweeps are sound, and the engine compiles what it will run.
		for (let s = 0; s < 50; s++) sweep();
		return {};
	},
	draw({ count, seed, dir }, id) {
		random = generator(seed);
		const draws = Math.ceil(count / chains);
		const out = new Float64Array(draws * fields.length);
		for (let i = 0; i < draws; i++) {
			for (let s = 0; s < options.sweeps; s++) sweep();
			out.set(fields, i * fields.length);
		}
		// All is drawn; what follows is writing.
		send({ method: "done", params: { id } });
		const file = writeArray(dir, "fields.npy", out, [
			draws,
			chains,
			...action.shape,
		]);
		return {
			arrays: { fields: file },
			axes: ["draw", "chain", ...action.shape.map((_, mu) => `x${mu}`)],
		};
	},
	shutdown() {
		setImmediate(() => process.exit(0));
		return {};
	},
};

createInterface({ input: process.stdin })
	.on("line", async (line) => {
		const { id, method, params } = JSON.parse(line);
		if (method === "stop") stopped = true;
		if (id === undefined) return;
		try {
			if (methods[method] === undefined)
				send({
					id,
					error: { code: "unsupported", message: `no method ${method}` },
				});
			else send({ id, result: await methods[method](params, id) });
		} catch (error) {
			send({ id, error: { code: "internal", message: error.message } });
		}
	})
	.on("close", () => process.exit(0));
