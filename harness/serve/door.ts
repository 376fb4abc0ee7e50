/**
 * The reverse door: questions about one action, answered over the lines of the protocol, so that a
 * program in any language can use our actions and observables for batches of configurations.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { messageOf } from "../../core/errors.js";
import { encodeNpy } from "../../core/npy.js";
import { version } from "../../core/version.js";
import { observablesFor } from "../../metrics/registry.js";
import { actionValues } from "../../samplers/external/action-values.js";
import { readReals } from "../../samplers/external/arrays/read-array.js";
import { describeAction } from "../../samplers/external/protocol/action-description.js";
import type { ErrorCode } from "../../samplers/external/protocol/errors.js";
import { doorMethods } from "../../samplers/external/protocol/serve.js";
import {
	protocolVersion,
	protocolVersions,
} from "../../samplers/external/protocol/version.js";
import { gradientValues } from "./gradient-values.js";

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
	readonly #values: ReturnType<typeof actionValues>;
	readonly #gradient: ReturnType<typeof gradientValues>;

	constructor(action: Action) {
		this.#action = action;
		this.#values = actionValues(action);
		this.#gradient = gradientValues(action);
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
				return { arrays: await this.#logDensity(dir, fields) };
			}
			case "gradient": {
				const { fields, dir } = this.#fields(checked("gradient", params));
				const gradient = await this.#gradient(fields);
				const { shape } = this.#action.space;
				return {
					arrays: {
						...(await this.#logDensity(dir, fields)),
						gradient: put(
							dir,
							"gradient.npy",
							gradient.map((slope) => -slope),
							[this.#count(fields), ...shape],
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

	async #logDensity(dir: string, fields: Float32Array | Float64Array) {
		const values = await this.#values(fields);
		const logDensity = put(
			dir,
			"logDensity.npy",
			values.map((s) => -s),
			[values.length],
		);
		return { logDensity };
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
		const values = await this.#values(fields);
		return Object.fromEntries(
			chosen
				.filter(({ name }) => names?.includes(name) ?? true)
				.map(({ name, measure }) => {
					const series = measure(fields, this.#action.space, values);
					return [name, put(dir, `${name}.npy`, series, [series.length])];
				}),
		);
	}

	#count(fields: ArrayLike<number>): number {
		return fields.length / this.#action.space.size;
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
