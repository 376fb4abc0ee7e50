/**
 * A training step and a draw beside the same flow in other libraries (bench/peers/). The programs stay alive,
 * and all take turns in every round, so that a noisy machine disturbs them alike; very slow ones only in the first
 * two. Times are the best of the repeats of a round.
 */
import { z } from "zod";
import { median } from "../core/statistics/order-statistics.js";
import {
	describeMachine,
	describeWork,
	floorOf,
	measureMachine,
	type Work,
} from "./floor.js";
import { milliseconds, threads } from "./flow-work.js";
import type { BenchSetting } from "./part.js";
import { type PeerProcess, startPeer } from "./peer-process.js";
import { type Ratio, ratioOf } from "./ratio.js";
import { table } from "./rounds.js";
import { coreSecondsSince, type Spent, spentSchema } from "./spent.js";

const answerSchema = z.object({
	timings: z.array(
		z.object({ peer: z.string(), step: spentSchema, draw: spentSchema }),
	),
	notes: z.array(z.string()),
});

/** A peer that takes more seconds than this for a round has fewer rounds, the first ones. */
const patience = 15;
const roundsOfSlow = 2;

const taskNames = ["step", "path", "draw"] as const;
type TaskName = (typeof taskNames)[number];

/** A task by its number. */
type Task = (number: number) => Promise<void>;

export interface PeerCase {
	readonly extent: number;
	/** `path` is a step with path gradients, which no peer computes. */
	readonly tasks: Readonly<Record<TaskName, Task>>;
	/** The least work of the tasks, where it is known. */
	readonly work: Readonly<Partial<Record<TaskName, Work>>>;
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

interface Rounds {
	readonly ours: Record<TaskName, Spent[]>;
	readonly floors: Record<TaskName, Spent[]>;
	readonly peers: Map<string, { step: Spent[]; draw: Spent[] }>;
}

/** Prints a table of the times and ratios, and one of the shares of the floor that ours reaches. */
export async function compareWithPeers(
	comparison: PeerComparison,
	print: (line: string) => void,
	{ rehearsal, tell }: BenchSetting,
): Promise<void> {
	const { name, cases } = comparison;
	const rounds = rehearsal ? 1 : comparison.rounds;
	print(describeMachine(measureMachine()));
	const peers = await startAll(comparison, print);
	const rows = [
		["", "L", "", "step", "path", "draw", "ours over it: step", "path", "draw"],
	];
	const shares = [["", "L", "of the floor: step", "path", "draw"]];
	for (const open of rehearsal ? cases.slice(0, 1) : cases) {
		const one = open();
		const { extent } = one;
		const slow = new Set<PeerProcess>();
		const found: Rounds = {
			ours: { step: [], path: [], draw: [] },
			floors: { step: [], path: [], draw: [] },
			peers: new Map(),
		};
		for (let round = 0; round < rounds; round++) {
			for (const task of taskNames)
				found.ours[task].push(
					await timed(one.tasks[task], comparison.repeats, round),
				);
			addFloors(one.work, found);
			for (const peer of peers) {
				if (round >= roundsOfSlow && slow.has(peer)) continue;
				const seconds = await ask(peer, extent, found, print);
				if (seconds > patience) slow.add(peer);
			}
		}
		one.dispose();
		const compare = (
			task: TaskName,
			other: string,
			theirs: readonly Spent[],
		): Ratio => {
			const over = (key: keyof Spent) =>
				theirs.map((spent, r) => spent[key] / found.ours[task][r][key]);
			const what = `${name} L = ${extent} ${task}`;
			const told = ratioOf(what, other, over("seconds"), over("coreSeconds"));
			tell(told);
			return told;
		};
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
			const ratio = (task: TaskName) =>
				compare(
					task,
					peer,
					task === "draw" ? theirs.draw : theirs.step,
				).faster.toFixed(1);
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
		shares.push([
			name,
			String(extent),
			...taskNames.map((task) => {
				const work = one.work[task];
				if (work === undefined) return "";
				print(`${name} L = ${extent}: a ${task} is ${describeWork(work)}`);
				const { faster } = compare(task, "floor", found.floors[task]);
				return `${(100 * faster).toFixed(0)} %`;
			}),
		]);
	}
	for (const peer of peers) peer.end();
	for (const line of [...table(rows), ...table(shares)]) print(line);
}

/** In every round, because a busy machine slows the floor too. */
function addFloors(work: PeerCase["work"], { floors }: Rounds): void {
	const machine = measureMachine();
	for (const task of taskNames) {
		const least = work[task];
		if (least === undefined) continue;
		floors[task].push({
			seconds: floorOf(least, machine, threads),
			coreSeconds: floorOf(least, machine, 1),
		});
	}
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

/** @returns seconds of the answer */
async function ask(
	peer: PeerProcess,
	extent: number,
	{ peers }: Rounds,
	print: (line: string) => void,
): Promise<number> {
	const start = performance.now();
	const answer = await peer.ask(JSON.stringify({ extent }));
	const { timings, notes } = answerSchema.parse(answer);
	for (const note of notes) print(`not measured: ${note}`);
	for (const { peer: name, step, draw } of timings) {
		const list = peers.get(name) ?? { step: [], draw: [] };
		list.step.push(step);
		list.draw.push(draw);
		peers.set(name, list);
	}
	return (performance.now() - start) / 1000;
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
	return { seconds, coreSeconds: coreSecondsSince(before) / repeats };
}
