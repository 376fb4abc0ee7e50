/**
 * The reverse door: questions about one action, answered over the lines of the protocol, so that a
 * program in any language can use our actions and observables for batches of configurations.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import {
	type HostEvaluation,
	hostEvaluation,
} from "../../actions/host-evaluation.js";
import { messageOf } from "../../core/errors.js";
import { encodeNpy } from "../../core/npy.js";
import { version } from "../../core/version.js";
import { observablesFor } from "../../metrics/registry.js";
import { readReals } from "../../samplers/external/arrays/read-array.js";
import { describeAction } from "../../samplers/external/protocol/action-description.js";
import type { ErrorCode } from "../../samplers/external/protocol/errors.js";
import { doorMethods } from "../../samplers/external/protocol/serve.js";
import {
	protocolVersion,
	protocolVersions,
} from "../../samplers/external/protocol/version.js";

const request = z.object({
	id: z.int().min(0),
	method: z.string(),
	params: z.record(z.string(), z.unknown()).default({}),
});

type Params<M extends keyof typeof doorMethods> = z.output<
	(typeof doorMethods)[M]["params"]
>;

class Declined extends Error {
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}

export class Door {
	readonly #action: Action;
	readonly #evaluation: HostEvaluation;

	constructor(action: Action) {
		this.#action = action;
		this.#evaluation = hostEvaluation(action);
	}

	/** The answer to a line, as a line without its break; undefined where none is due. */
	async answer(line: string): Promise<string | undefined> {
		let id: number | null = null;
		try {
			const asked: unknown = JSON.parse(line);
			// Notifications are for other roles.
			if (typeof asked === "object" && asked !== null && !("id" in asked))
				return undefined;
			const { success, data } = request.safeParse(asked);
			if (!success) throw new Declined("invalid", "expected id and method");
			id = data.id;
			const result = await this.#call(data.method, data.params);
			return JSON.stringify({ jsonrpc: "2.0", id, result });
		} catch (error) {
			const code =
				error instanceof Declined
					? error.code
					: error instanceof SyntaxError
						? "invalid"
						: "internal";
			return JSON.stringify({
				jsonrpc: "2.0",
				id,
				error: { code, message: messageOf(error) },
			});
		}
	}

	async #call(method: string, params: unknown): Promise<unknown> {
		switch (method) {
			case "describe":
				return this.#describe(checked("describe", params));
			case "logDensity": {
				const { fields, dir } = this.#fields(checked("logDensity", params));
				const values = await this.#evaluation.values(fields);
				return { arrays: this.#put(dir, values) };
			}
			case "gradient": {
				const { fields, dir } = this.#fields(checked("gradient", params));
				const slopes = new Float64Array(fields.length);
				const values = await this.#evaluation.gradient(fields, slopes);
				const shape = [values.length, ...this.#action.space.shape];
				return {
					arrays: {
						...this.#put(dir, values),
						gradient: put(
							dir,
							"gradient.npy",
							slopes.map((slope) => -slope),
							shape,
						),
					},
				};
			}
			case "observables":
				return {
					arrays: await this.#observables(checked("observables", params)),
				};
			case "shutdown":
				return {};
			default:
				throw new Declined(
					"unsupported",
					`no method ${method}; expected one of ${[...Object.keys(doorMethods), "shutdown"].join(", ")}`,
				);
		}
	}

	#describe({ protocol }: Params<"describe">) {
		const { first, last } = protocolVersions;
		if (protocol < first || protocol > last)
			throw new Declined(
				"unsupported",
				`protocol ${protocol} is not spoken; expected ${first === last ? first : `${first} to ${last}`}`,
			);
		return {
			protocol: protocolVersion,
			name: "latticebench",
			version,
			action: describeAction(this.#action),
			observables: observablesFor(this.#action).chosen.map(({ name }) => name),
		};
	}

	#fields({ fields: name, dir }: { fields: string; dir: string }) {
		const { shape } = this.#action.space;
		try {
			const array = readReals(dir, name);
			if (String(array.shape.slice(1)) === String(shape))
				return { fields: array.data, dir };
			throw new Error(
				`${name} has the shape [${array.shape.join(", ")}]; expected [count, ${shape.join(", ")}]`,
			);
		} catch (error) {
			throw new Declined("invalid", messageOf(error));
		}
	}

	#put(dir: string, values: Float64Array): Record<string, string> {
		const densities = values.map((s) => -s);
		const name = put(dir, "logDensity.npy", densities, [values.length]);
		return { logDensity: name };
	}

	async #observables({
		names,
		...where
	}: Params<"observables">): Promise<Record<string, string>> {
		const { fields, dir } = this.#fields(where);
		const { chosen } = observablesFor(this.#action);
		const known = chosen.map(({ name }) => name);
		const unknown = (names ?? []).find((name) => !known.includes(name));
		if (unknown !== undefined)
			throw new Declined(
				"invalid",
				`no observable ${unknown}; expected some of ${known.join(", ")}`,
			);
		const values = await this.#evaluation.values(fields);
		return Object.fromEntries(
			chosen
				.filter(({ name }) => names?.includes(name) ?? true)
				.map(({ name, measure }) => {
					const series = measure(fields, this.#action.space, values);
					return [name, put(dir, `${name}.npy`, series, [series.length])];
				}),
		);
	}
}

function checked<M extends keyof typeof doorMethods>(
	method: M,
	params: unknown,
): Params<M> {
	const { success, data, error } = doorMethods[method].params.safeParse(params);
	if (success) return data as Params<M>;
	const words = error.issues.map(({ path, message }) =>
		[...path, message].join(": "),
	);
	throw new Declined("invalid", words.join("; "));
}

function put(
	dir: string,
	name: string,
	data: Float64Array,
	shape: readonly number[],
): string {
	const path = join(dir, name);
	writeFileSync(`${path}.tmp`, encodeNpy(data, shape));
	renameSync(`${path}.tmp`, path);
	return name;
}
