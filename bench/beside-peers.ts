/**
 * A training step and a draw beside the same flow in other libraries (bench/peers/). The programs stay alive,
 * and all take turns in every round, so that a noisy machine disturbs them alike. Times are the best of the
 * repeats of a round.
 */

import { z } from "zod";
import { median } from "../core/statistics/order-statistics.js";
import { milliseconds } from "./flow-work.js";
import type { BenchSetting } from "./part.js";
import { type PeerProcess, startPeer } from "./peer-process.js";
import { ratioOf } from "./ratio.js";
import { table } from "./rounds.js";

const spentSchema = z.object({ seconds: z.number(), coreSeconds: z.number() });
type Spent = z.infer<typeof spentSchema>;
const answerSchema = z.object({
	timings: z.array(
		z.object({ peer: z.string(), step: spentSchema, draw: spentSchema }),
	),
	notes: z.array(z.string()),
});

/** A task by its number. */
type Task = (number: number) => Promise<void>;

export interface PeerCase {
	readonly extent: number;
	/** `path` is a step with path gradients, which no peer computes. */
	readonly tasks: Readonly<Record<"step" | "path" | "draw", Task>>;
	dispose(): void;
}

export interface PeerComparison {
	readonly name: string;
	/** Files of bench/peers/, and the options of all. */
	readonly scripts: readonly string[];
	readonly options: Readonly<Record<string, unknown>>;
	readonly cases: readonly (() => PeerCase)[];
	readonly repeats: number;
	readonly rounds: number;
}

const taskNames = ["step", "path", "draw"] as const;
export type OwnSeconds = Readonly<Record<(typeof taskNames)[number], number>>;

interface Rounds {
	readonly ours: Record<(typeof taskNames)[number], Spent[]>;
	readonly peers: Map<string, { step: Spent[]; draw: Spent[] }>;
}

/** Prints a table, and returns our own seconds of each extent: the best of all rounds. */
export async function compareWithPeers(
	comparison: PeerComparison,
	print: (line: string) => void,
	{ rehearsal, tell }: BenchSetting,
): Promise<ReadonlyMap<number, OwnSeconds>> {
	const { name, cases } = comparison;
	const rounds = rehearsal ? 1 : comparison.rounds;
	const peers = await startAll(comparison, print);
	const rows = [
		["", "L", "", "step", "path", "draw", "ours over it: step", "path", "draw"],
	];
	const own = new Map<number, OwnSeconds>();
	for (const open of rehearsal ? cases.slice(0, 1) : cases) {
		const one = open();
		const { extent } = one;
		const found: Rounds = {
			ours: { step: [], path: [], draw: [] },
			peers: new Map(),
		};
		for (let round = 0; round < rounds; round++) {
			for (const task of taskNames)
				found.ours[task].push(
					await timed(one.tasks[task], comparison.repeats, round),
				);
			for (const peer of peers) await ask(peer, extent, found, print);
		}
		one.dispose();
		const best = (list: readonly Spent[]) =>
			Math.min(...list.map(({ seconds }) => seconds));
		const mine = {
			step: best(found.ours.step),
			path: best(found.ours.path),
			draw: best(found.ours.draw),
		};
		own.set(extent, mine);
		const shown = (list: readonly Spent[]) =>
			milliseconds(median(list.map(({ seconds }) => seconds)));
		rows.push([
			name,
			String(extent),
			"ours",
			...taskNames.map((task) => shown(found.ours[task])),
			"",
			"",
			"",
		]);
		for (const [peer, theirs] of found.peers) {
			const ratio = (task: (typeof taskNames)[number]) => {
				const list = task === "draw" ? theirs.draw : theirs.step;
				const over = (key: keyof Spent) =>
					list.map((spent, r) => spent[key] / found.ours[task][r][key]);
				const what = `${name} L = ${extent} ${task}`;
				const told = ratioOf(what, peer, over("seconds"), over("coreSeconds"));
				tell(told);
				return told.faster.toFixed(1);
			};
			rows.push([
				name,
				String(extent),
				peer,
				shown(theirs.step),
				"",
				shown(theirs.draw),
				...taskNames.map(ratio),
			]);
		}
	}
	for (const peer of peers) peer.end();
	for (const line of table(rows)) print(line);
	return own;
}

async function startAll(
	{ name, scripts, options }: PeerComparison,
	print: (line: string) => void,
): Promise<readonly PeerProcess[]> {
	const peers: PeerProcess[] = [];
	for (const script of scripts) {
		const started = await startPeer(script, options);
		if ("missing" in started)
			print(`${name} ${script}: not measured, ${started.missing}`);
		else peers.push(started.peer);
	}
	return peers;
}

async function ask(
	peer: PeerProcess,
	extent: number,
	{ peers }: Rounds,
	print: (line: string) => void,
): Promise<void> {
	const answer = await peer.ask(JSON.stringify({ extent }));
	const { timings, notes } = answerSchema.parse(answer);
	for (const note of notes) print(`not measured: ${note}`);
	for (const { peer: name, step, draw } of timings) {
		const list = peers.get(name) ?? { step: [], draw: [] };
		list.step.push(step);
		list.draw.push(draw);
		peers.set(name, list);
	}
}

/**
 * The best of the repeats by the clock, and the mean in processor seconds. In the first round one more run
 * warms up.
 */
async function timed(
	task: Task,
	repeats: number,
	round: number,
): Promise<Spent> {
	if (round === 0) await task(0);
	let seconds = Number.POSITIVE_INFINITY;
	const before = process.cpuUsage();
	for (let i = 0; i < repeats; i++) {
		const start = performance.now();
		await task(1 + round * repeats + i);
		seconds = Math.min(seconds, (performance.now() - start) / 1000);
	}
	const { user, system } = process.cpuUsage(before);
	return { seconds, coreSeconds: (user + system) / 1e6 / repeats };
}
