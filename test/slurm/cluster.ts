/**
 * A real Slurm of one node for tests: munged, slurmctld and slurmd from a configuration of their own,
 * below one folder, on ports of their own. Nothing of the machine's own configuration is used, and no
 * service manager. Debian: apt-get install slurm-wlm munge.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	chmodSync,
	mkdirSync,
	openSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { hostname, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const programs = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol"];

/** The daemons lie where ordinary users do not look. */
const path = [process.env.PATH, "/usr/sbin", "/sbin"].join(delimiter);

/** Programs that are not installed. */
export function missingPrograms(): readonly string[] {
	return programs.filter((name) => {
		try {
			execFileSync("sh", ["-c", `command -v ${name}`], {
				env: { ...process.env, PATH: path },
				stdio: "ignore",
			});
			return false;
		} catch {
			return true;
		}
	});
}

export interface Cluster {
	/** For everything that is to find this cluster. */
	readonly env: NodeJS.ProcessEnv;
	/** Output of a command of Slurm. */
	ask(program: string, ...args: readonly string[]): string;
	/** Ends the controller and starts it again, as an administrator would. */
	restartController(seconds: number): Promise<void>;
	stop(): Promise<void>;
}

/**
 * @param root an empty folder
 * @param cores of its node, which may be more than this machine has
 * @throws Error with the end of a log if it does not come up
 */
export async function startCluster(
	root: string,
	cores: number,
	megabytes: number,
): Promise<Cluster> {
	// Others must be able to pass through.
	chmodSync(dirname(root), 0o755);
	for (const name of ["munge", "state", "spool", "log"])
		mkdirSync(join(root, name), { mode: 0o755, recursive: true });
	const [controllerPort, nodePort] = [await freePort(), await freePort()];
	const conf = join(root, "slurm.conf");
	writeFileSync(
		conf,
		configuration(root, controllerPort, nodePort, cores, megabytes),
	);
	// Two devices that stand for GPUs: Slurm counts them and gives them out.
	writeFileSync(
		join(root, "gres.conf"),
		"Name=gpu File=/dev/null\nName=gpu File=/dev/zero\n",
	);
	const env = { ...process.env, PATH: path, SLURM_CONF: conf };
	const daemons = new Set<ChildProcess>();
	const ask = (program: string, ...args: readonly string[]): string =>
		execFileSync(program, args, {
			env,
			cwd: root,
			encoding: "utf8",
			timeout: 30_000,
			stdio: ["ignore", "pipe", "pipe"],
		}).trim();
	const start = (name: string, ...args: readonly string[]): ChildProcess => {
		const log = openSync(join(root, "log", `${name}.out`), "a");
		const daemon = spawn(name, args, {
			env,
			detached: true,
			stdio: ["ignore", log, log],
		});
		daemons.add(daemon);
		return daemon;
	};
	const up = async (
		attempt: () => unknown,
		daemon: ChildProcess,
		name: string,
	) => {
		try {
			await until(attempt, daemon, name, root);
		} catch (error) {
			for (const one of daemons) await ended(one, "SIGKILL");
			throw error;
		}
	};
	const key = join(root, "munge", "munge.key");
	writeFileSync(key, randomBytes(1024), { mode: 0o600 });
	const socket = join(root, "munge", "munge.sock");
	const munged = start(
		"munged",
		"--foreground",
		...[
			`--key-file=${key}`,
			`--socket=${socket}`,
			`--pid-file=${join(root, "munge", "munged.pid")}`,
			`--log-file=${join(root, "munge", "munged.log")}`,
			`--seed-file=${join(root, "munge", "munged.seed")}`,
		],
	);
	await up(() => ask("munge", "-n", "-S", socket), munged, "munged");
	const controller = () => start("slurmctld", "-D", "-f", conf);
	const answers = () => ask("scontrol", "ping");
	let slurmctld = controller();
	await up(answers, slurmctld, "slurmctld");
	const slurmd = start("slurmd", "-D", "-f", conf);
	await up(
		() => {
			if (ask("sinfo", "-h", "-o", "%T") !== "idle") throw new Error("busy");
		},
		slurmd,
		"slurmd",
	);
	return {
		env,
		ask,
		restartController: async (seconds) => {
			await ended(slurmctld, "SIGTERM");
			await sleep(1000 * seconds);
			slurmctld = controller();
			await up(answers, slurmctld, "slurmctld");
		},
		stop: async () => {
			// Processes of jobs outlive the node's daemon.
			try {
				ask("scancel", "--user", userInfo().username);
				for (let i = 0; i < 100 && ask("squeue", "-h") !== ""; i++)
					await sleep(100);
			} finally {
				for (const daemon of [slurmd, slurmctld, munged])
					await ended(daemon, "SIGTERM");
			}
		},
	};
}

async function until(
	attempt: () => unknown,
	daemon: ChildProcess,
	name: string,
	root: string,
): Promise<void> {
	for (let i = 0; i < 300; i++) {
		try {
			attempt();
			return;
		} catch {
			if (daemon.exitCode !== null) break;
			await sleep(100);
		}
	}
	const log = readFileSync(join(root, "log", `${name}.out`), "utf8");
	throw new Error(`${name} did not come up:\n${log.slice(-2000)}`);
}

async function ended(
	daemon: ChildProcess,
	signal: NodeJS.Signals,
): Promise<void> {
	if (daemon.exitCode !== null || daemon.signalCode !== null) return;
	const exit = new Promise((resolve) => daemon.once("exit", resolve));
	daemon.kill(signal);
	const hard = setTimeout(() => daemon.kill("SIGKILL"), 10_000);
	await exit;
	clearTimeout(hard);
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() =>
				resolve(typeof address === "object" ? (address?.port ?? 0) : 0),
			);
		});
	});
}

/** By slurm.conf(5). Jobs that are put back into the queue start again after cred_expire, two minutes by default. */
function configuration(
	root: string,
	controllerPort: number,
	nodePort: number,
	cores: number,
	megabytes: number,
): string {
	const host = hostname().split(".", 1)[0];
	const user = userInfo().username;
	return `ClusterName=citest
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${root}/munge/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=${root}/state
SlurmdSpoolDir=${root}/spool
SlurmctldPidFile=${root}/slurmctld.pid
SlurmdPidFile=${root}/slurmd.pid
SlurmctldLogFile=${root}/log/slurmctld.log
SlurmdLogFile=${root}/log/slurmd.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=${Math.floor(megabytes / cores)}
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=5
JobCompType=jobcomp/none
KillWait=10
EpilogMsgTime=0
MinJobAge=300
JobRequeue=1
MaxArraySize=400
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
GresTypes=gpu
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=${megabytes} Gres=gpu:2 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10
`;
}
