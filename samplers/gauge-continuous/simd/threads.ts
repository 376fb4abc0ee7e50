/** Worker threads that share the samples of a call. No result depends on their number. */
import {
	createPool,
	sharedFloat32,
	sharedFloat64,
	sharedInt32,
	type WorkerPool,
} from "../../../tensor/workers.js";
import type { GaugeModel } from "../model.js";
import { lanes } from "./kernel.js";
import type { GaugeJob, GaugeSetup } from "./thread.js";

let setups = 0;

/** What a call is about, beside the arrays, which are the threads' own. */
export type GaugeCall = Pick<
	GaugeJob,
	"task" | "key" | "first" | "count" | "rows" | "step"
>;

type Arrays = Pick<
	GaugeJob,
	"fields" | "links" | "logDensity" | "traces" | "rates"
>;

export class GaugeThreads {
	readonly model: GaugeModel;
	readonly beta: number;
	/** Reals of a configuration. */
	readonly size: number;
	readonly #setup: GaugeSetup;
	readonly #pool: WorkerPool<GaugeJob>;
	readonly #next = sharedInt32(1);
	#arrays: Arrays = {
		fields: sharedFloat32(0),
		links: sharedFloat64(0),
		logDensity: sharedFloat64(0),
		traces: sharedFloat64(0),
		rates: sharedFloat64(0),
	};

	constructor(model: GaugeModel, beta: number, size: number, threads: number) {
		setups += 1;
		this.model = model;
		this.beta = beta;
		this.size = size;
		this.#setup = { id: String(setups), model, beta };
		this.#pool = createPool<GaugeJob>(
			new URL("./thread.js", import.meta.url),
			threads,
		);
	}

	/** Arrays for `count` samples; `links` and `fields` can be filled before a call that reads them. */
	arrays(task: GaugeJob["task"], count: number): Arrays {
		const { model, size } = this;
		const { fields, links, logDensity, traces, rates } = this.#arrays;
		const float64 = (array: Float64Array, length: number) =>
			array.length < length ? sharedFloat64(length) : array;
		const perSample =
			task === "gradient"
				? model.layout.size
				: task === "advance"
					? 2 * model.terms
					: 0;
		const given = task === "sample" || task === "density" ? count * size : 0;
		this.#arrays = {
			fields: fields.length < given ? sharedFloat32(given) : fields,
			links: float64(links, task === "advance" ? count * size : 0),
			logDensity: float64(logDensity, count),
			traces: float64(traces, count),
			rates: float64(rates, count * perSample),
		};
		return this.#arrays;
	}

	async run(call: GaugeCall): Promise<Arrays> {
		const arrays = this.arrays(call.task, call.count);
		this.#next[0] = 0;
		const job: GaugeJob = {
			...call,
			...arrays,
			setup: this.#setup,
			next: this.#next,
		};
		const jobs = Math.min(this.#pool.threads, Math.ceil(call.count / lanes));
		await this.#pool.map(new Array<GaugeJob>(jobs).fill(job));
		return arrays;
	}

	dispose(): void {
		void this.#pool.destroy();
	}
}
