/**
 * How long drawing one configuration takes, with an error, because time is a random variable too. The calls
 * that draw the requested configurations serve as blocks if they are enough. Otherwise drawing goes on with
 * the largest calls that the harness makes, so that the number of requested draws does not decide the rate.
 * Draws for the clock alone are thrown away. So the measured draws, and all results except times, are the
 * same on every machine.
 */

import type { Timing } from "../../core/cost.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import { messageOf } from "../../core/errors.js";
import { median } from "../../core/statistics/order-statistics.js";
import type { Prepared } from "../../samplers/sampler.js";
import { type CellHost, Interrupted } from "./host.js";
import { disturbance, type MachineTime } from "./machine-time.js";

/** Fewer blocks would say too little about their scatter. */
export const leastBlocks = 8;

interface Span {
	readonly draws: number;
	readonly seconds: number;
	readonly coreSeconds: number;
}

type Host = Pick<CellHost, "now" | "processor" | "machine" | "interrupted">;

type Time = Pick<Span, "seconds" | "coreSeconds">;
const noTime: Time = { seconds: 0, coreSeconds: 0 };

/** How many times slower than the others a first call is, from which it has done something else too. */
const lateRatio = 2;
/** Seconds below which nobody cares. */
const lateSeconds = 0.05;
/** The same of processor time, which the system counts in hundredths. */
const lateCoreSeconds = 0.03;

export class DrawTimer {
	private readonly prepared: Prepared;
	private readonly host: Host;
	private readonly calls: Span[] = [];
	private readonly before: {
		machine: MachineTime | undefined;
		processor: number;
	};
	private readonly unpaid: () => Time;

	/** @param unpaid time within calls that is no part of drawing, so far */
	constructor(prepared: Prepared, host: Host, unpaid = () => noTime) {
		this.prepared = prepared;
		this.host = host;
		this.unpaid = unpaid;
		this.before = { machine: host.machine(), processor: host.processor() };
	}

	/** Draws, and remembers how long it took. */
	async draw(asked: number): Promise<Ensemble> {
		const { host } = this;
		const [begin, core, unpaid] = [host.now(), host.processor(), this.unpaid()];
		const ensemble = await this.prepared.draw(asked);
		const { seconds, coreSeconds } = this.unpaid();
		this.calls.push({
			// Whether it is an ensemble at all is asked later.
			draws: (ensemble as Ensemble | undefined)?.count ?? 0,
			seconds: Math.max(0, host.now() - begin - (seconds - unpaid.seconds)),
			coreSeconds: Math.max(
				0,
				host.processor() - core - (coreSeconds - unpaid.coreSeconds),
			),
		});
		return ensemble;
	}

	/**
	 * What the first call took beyond the median of the others of its size, if that is more than twice
	 * their time on both clocks: compiling, or training, that was left for the first draw. `finish`
	 * then leaves the first call out.
	 */
	late(): Time | undefined {
		const [first, ...others] = this.sameSize();
		if (first === undefined || others.length < 3) return undefined;
		const beyond = (time: keyof Time) => {
			const usual = median(others.map((call) => call[time]));
			return first[time] > lateRatio * usual ? first[time] - usual : 0;
		};
		const seconds = beyond("seconds");
		const coreSeconds = beyond("coreSeconds");
		return seconds > lateSeconds && coreSeconds > lateCoreSeconds
			? { seconds, coreSeconds }
			: undefined;
	}

	private sameSize(): readonly Span[] {
		const [first] = this.calls;
		return this.calls.filter(({ draws }) => draws === first?.draws);
	}

	/**
	 * Draws on until there is enough, the user interrupts, or the sampler has no more.
	 * @param seconds least time of drawing
	 * @param largest draws of one call
	 * @param breathe lets an interrupt arrive
	 */
	async finish(
		seconds: number,
		largest: number,
		breathe: () => Promise<void>,
	): Promise<Timing> {
		const { calls, host } = this;
		// An earlier process may have drawn all that was asked for.
		if (calls.length === 0) await this.draw(1);
		// The last one may have been smaller.
		const all = this.sameSize();
		const asked = this.late() === undefined ? all : all.slice(1);
		if (asked.length >= leastBlocks && total(asked).seconds >= seconds)
			return this.timing(grouped(asked));
		const least = seconds / leastBlocks;
		let size = element(asked, 0).draws;
		let last = element(asked, asked.length - 1);
		const blocks: Span[] = [];
		try {
			const call = async (): Promise<Span> => {
				if (host.interrupted()) throw new Interrupted();
				await this.draw(size);
				await breathe();
				return element(calls, calls.length - 1);
			};
			while (last.seconds < least && size < largest) {
				size = Math.min(2 * size, largest);
				last = await call();
			}
			while (blocks.length < leastBlocks) {
				const parts = [await call()];
				while (total(parts).seconds < least) parts.push(await call());
				blocks.push(total(parts));
			}
		} catch (error) {
			// All that was asked for is there; a sampler of finished draws has no more.
			if (!(error instanceof Interrupted))
				console.error(`no more draws for the clock: ${messageOf(error)}`);
		}
		return this.timing(blocks.length >= 2 ? blocks : asked);
	}

	private timing(blocks: readonly Span[]): Timing {
		const { host, before } = this;
		const all = total(blocks);
		return {
			...all,
			blocks: blocks.length,
			error: relativeError(
				blocks.map(({ draws, seconds }) => [draws, seconds]),
			),
			coreError: relativeError(
				blocks.map(({ draws, coreSeconds }) => [draws, coreSeconds]),
			),
			...disturbance(
				before.machine,
				host.machine(),
				host.processor() - before.processor,
			),
		};
	}
}

function total(spans: readonly Span[]): Span {
	let [draws, seconds, coreSeconds] = [0, 0, 0];
	for (const span of spans) {
		draws += span.draws;
		seconds += span.seconds;
		coreSeconds += span.coreSeconds;
	}
	return { draws, seconds, coreSeconds };
}

/**
 * Equal neighbours joined, into twice the least number of blocks or a little more: short ones scatter by
 * their overhead alone.
 */
function grouped(calls: readonly Span[]): Span[] {
	const each = Math.max(1, Math.floor(calls.length / (2 * leastBlocks)));
	return Array.from({ length: Math.floor(calls.length / each) }, (_, i) =>
		total(calls.slice(i * each, (i + 1) * each)),
	);
}

/** Standard error of the ratio sum of times / sum of draws over that ratio, for independent blocks. */
function relativeError(
	blocks: readonly (readonly [draws: number, time: number])[],
): number {
	const count = blocks.length;
	const draws = blocks.reduce((sum, [n]) => sum + n, 0);
	const time = blocks.reduce((sum, [, t]) => sum + t, 0);
	if (count < 2 || !(time > 0)) return 0;
	const squares = blocks.reduce(
		(sum, [n, t]) => sum + (t / time - n / draws) ** 2,
		0,
	);
	return Math.sqrt((count * squares) / (count - 1));
}
