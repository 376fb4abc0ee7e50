/** `latticebench watch DIR`: a live page of a run, from its folder alone. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { exitStatus, InputError, messageOf } from "../../core/errors.js";
import { livePage } from "../../reports/live/page.js";
import { handle } from "../command.js";
import { writeOutput } from "../files/write-file.js";
import { liveRunOf } from "../live-run.js";
import { realNumber, wholeNumber } from "../option-values.js";
import { statusText } from "../text/status-text.js";

interface Options {
	readonly output?: string;
	readonly every: number;
	readonly once: boolean;
	readonly serve?: true | number;
}

const loopback = "127.0.0.1";

export function watchCommand(): Command {
	return new Command("watch")
		.argument("<dir>", "folder of the run; any machine that sees it will do")
		.option(
			"--output <file>",
			"where the page goes (default: live.html in the run)",
		)
		.option("--every <seconds>", "time between looks", realNumber(1, 86_400), 5)
		.option("--once", "write the page and end", false)
		.option(
			"--serve [port]",
			"serve the page on the loopback instead of writing it, until Ctrl-C",
			wholeNumber(0, 65_535),
		)
		.action(
			handle(async (folder: string, options: Options) => {
				const { serve, every, once } = options;
				if (serve !== undefined)
					return served(folder, serve === true ? 0 : serve, every);
				const output = options.output ?? join(folder, "live.html");
				// A folder without a run gets no page, so none is announced.
				liveRunOf(folder);
				process.stdout.write(`${output}\n`);
				let said = "";
				for (;;) {
					const run = liveRunOf(folder);
					const over = once || !run.goesOn;
					await writeOutput(
						output,
						livePage(run, over ? {} : { reload: every }),
					);
					const [line = ""] = statusText(run, false).split("\n", 1);
					if (line !== said) process.stderr.write(`${line}\n`);
					said = line;
					if (over) return exitStatus.done;
					await sleep(1000 * every);
				}
			}),
		);
}

/** Reads the folder anew for every request. */
async function served(
	folder: string,
	number: number,
	every: number,
): Promise<never> {
	liveRunOf(folder);
	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://localhost");
		// A page of somewhere else may make a browser ask under a name of its own.
		const host = request.headers.host?.replace(/:\d+$/, "");
		if (pathname !== "/" || (host !== loopback && host !== "localhost")) {
			response
				.writeHead(404, { "content-type": "text/plain" })
				.end("not found\n");
			return;
		}
		try {
			const run = liveRunOf(folder);
			response
				.writeHead(200, {
					"content-type": "text/html; charset=utf-8",
					"cache-control": "no-store",
				})
				.end(livePage(run, { reload: every }));
		} catch (error) {
			response
				.writeHead(500, { "content-type": "text/plain; charset=utf-8" })
				.end(`${messageOf(error)}\n`);
		}
	});
	await listening(server, number);
	const { port: bound } = server.address() as AddressInfo;
	process.stdout.write(`http://${loopback}:${bound}/\n`);
	return new Promise(() => {});
}

function listening(server: Server, number: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", (error) =>
			reject(new InputError(`--serve ${number}: ${messageOf(error)}`)),
		);
		server.listen(number, loopback, resolve);
	});
}
