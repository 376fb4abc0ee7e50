/**
 * The program of a cell's process. It receives one cell, runs it, sends the record and ends.
 * Everything that it prints goes to the log of the cell.
 */
import { basename } from "node:path";
import type { FromCell, ToCell } from "../executor.js";
import { performCell } from "./perform.js";
import { Stop } from "./stop.js";
import { startWatchdog } from "./watchdog.js";

// The log may lie on a disk that is full. The cell goes on without it.
for (const stream of [process.stdout, process.stderr])
	stream.on("error", () => {});
startWatchdog();
process.once("disconnect", () => process.exit(1));

const stop = new Stop();

/** Called when it is this cell's turn, or when it need not wait any longer. */
let goOn = (): void => {};

async function turn(): Promise<() => void> {
	await new Promise<void>((resolve) => {
		goOn = resolve;
		send({ kind: "turn", wanted: true });
	});
	return () => send({ kind: "turn", wanted: false });
}

function interrupt(): void {
	stop.ask();
	goOn();
}

// A scheduler that takes the machine away tells every process of a job.
process.on("SIGTERM", interrupt);

process.on("message", (message: ToCell) => {
	if (message.kind === "interrupt") return interrupt();
	if (message.kind === "turn") return goOn();
	const { cell, settings, folder, target } = message;
	const program = basename(String(process.argv[1]));
	console.log(
		`${new Date().toISOString()} process ${process.pid} begins (${program})`,
	);
	performCell(cell, {
		settings,
		folder,
		target,
		interrupted: stop.interrupted,
		signal: stop.signal,
		progress: (report) => send({ kind: "progress", report }),
		...(settings.turns === undefined ? {} : { turn }),
	}).then((record) => {
		send({ kind: "record", record }, () => process.exit(0));
	});
});

function send(message: FromCell, done?: () => void): void {
	process.send?.(message, undefined, undefined, done);
}
