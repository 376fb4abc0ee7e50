/** kill -9 at random moments, of random processes of a run: the command, or a cell or what it started. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../core/random.js";
import { start } from "../support/command.js";
import { descendantsOf, signal } from "../support/processes.js";
import {
	isComplete,
	looksLike,
	type Part,
	suiteIn,
	undisturbed,
} from "./support.js";

/** Seconds after its start, or after the kill before, within which a process is killed. */
const longest = 4;
/** Share of kills that hit the command itself, which takes all its cells with it. */
const ofTheCommand = 0.3;
/** Starts that a run may take after the last kill: cells that crashed are tried again by the next one. */
const mostStarts = 3;

export const kills: Part = async (folder, check, settings) => {
	const suite = suiteIn(folder);
	const expected = await undisturbed(suite, folder, check);
	const random = createRandom(settings.seed).fork("kills");
	let [done, rounds, starts, mains] = [0, 0, 0, 0];
	while (done < settings.kills) {
		const out = join(folder, `run-${rounds++}`);
		for (let calm = 0; calm < mostStarts; ) {
			starts++;
			const before = done;
			if (done === settings.kills) calm++;
			const { process: main, finished } = start([
				...["run", suite, "--out", out, "--jobs", "2"],
			]);
			let ended = false;
			const end = finished.then(() => {
				ended = true;
			});
			while (!ended && done < settings.kills) {
				await Promise.race([sleep(1000 * longest * random.uniform()), end]);
				if (ended || main.pid === undefined) break;
				const cells = descendantsOf(main.pid);
				const victim =
					random.uniform() < ofTheCommand
						? main.pid
						: cells[Math.floor(random.uniform() * cells.length)];
				if (victim === undefined || !signal(victim, "SIGKILL")) continue;
				done++;
				if (victim === main.pid) mains++;
			}
			await finished;
			// What a kill cut short, such as a second evaluation, the next start does.
			if (done === before && isComplete(out)) break;
		}
		looksLike(expected, out, check, `run ${rounds}`);
		console.log(
			`       so far ${done} kills (${mains} of the command, the others of cells) over ${starts} starts`,
		);
	}
};
