/**
 * A library that stands before the C library's functions in a process and all that it starts: a quota, a
 * file system that does not synchronise or takes its time, a clock that is set back.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Variables of the environment that switch faults on, for files below FAULT_FOLDER. */
export interface Faults {
	/** Absolute path. */
	readonly FAULT_FOLDER: string;
	/** Bytes that each process may write before its quota is used up. */
	readonly FAULT_QUOTA?: string;
	/** fsync(2) fails with EIO. */
	readonly FAULT_SYNC?: string;
	/** Milliseconds that every write and every fsync takes. */
	readonly FAULT_DELAY?: string;
	/** Seconds that the clock is set back, three seconds after the start of a process. */
	readonly FAULT_CLOCK?: string;
}

const source = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long setting(const char *name) {
	const char *text = getenv(name);
	return text ? atol(text) : 0;
}

static int meant(int fd) {
	char link[64], path[PATH_MAX];
	const char *folder = getenv("FAULT_FOLDER");
	if (!folder) return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);
	if (length < 0) return 0;
	path[length] = 0;
	return strncmp(path, folder, strlen(folder)) == 0;
}

static void delay(void) {
	long ms = setting("FAULT_DELAY");
	if (ms > 0) usleep(1000 * ms);
}

static long written;
/* Whether so many bytes more are beyond the quota. */
static int beyond(int fd, size_t count) {
	if (!meant(fd)) return 0;
	delay();
	long quota = setting("FAULT_QUOTA");
	if (quota == 0) return 0;
	if (__atomic_add_fetch(&written, count, __ATOMIC_SEQ_CST) <= quota) return 0;
	errno = EDQUOT;
	return 1;
}

static size_t total(const struct iovec *parts, int count) {
	size_t sum = 0;
	for (int i = 0; i < count; i++) sum += parts[i].iov_len;
	return sum;
}

#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t count) {
	NEXT(write);
	return beyond(fd, count) ? -1 : next(fd, data, count);
}
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) {
	NEXT(pwrite64);
	return beyond(fd, count) ? -1 : next(fd, data, count, at);
}
ssize_t pwrite(int fd, const void *data, size_t count, off_t at) {
	NEXT(pwrite);
	return beyond(fd, count) ? -1 : next(fd, data, count, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
	NEXT(writev);
	return beyond(fd, total(parts, count)) ? -1 : next(fd, parts, count);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
	NEXT(pwritev64);
	return beyond(fd, total(parts, count)) ? -1 : next(fd, parts, count, at);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
	NEXT(pwritev);
	return beyond(fd, total(parts, count)) ? -1 : next(fd, parts, count, at);
}

static int synchronised(int fd) {
	if (!meant(fd)) return 0;
	delay();
	if (!getenv("FAULT_SYNC")) return 0;
	errno = EIO;
	return -1;
}
int fsync(int fd) {
	NEXT(fsync);
	return synchronised(fd) ? -1 : next(fd);
}
int fdatasync(int fd) {
	NEXT(fdatasync);
	return synchronised(fd) ? -1 : next(fd);
}

/* Seconds by which the clock on the wall is behind. */
static time_t behind(void) {
	static struct timespec begin;
	struct timespec now;
	NEXT(clock_gettime);
	next(CLOCK_MONOTONIC, &now);
	if (begin.tv_sec == 0) begin = now;
	return now.tv_sec - begin.tv_sec > 3 ? setting("FAULT_CLOCK") : 0;
}
int clock_gettime(clockid_t clock, struct timespec *time) {
	NEXT(clock_gettime);
	int result = next(clock, time);
	if (clock == CLOCK_REALTIME) time->tv_sec -= behind();
	return result;
}
int gettimeofday(struct timeval *restrict time, void *restrict zone) {
	NEXT(gettimeofday);
	int result = next(time, zone);
	time->tv_sec -= behind();
	return result;
}
`;

/**
 * Compiles it.
 * @returns undefined where there is no C compiler; else what a command starts with
 */
export function faultsIn(
	folder: string,
): ((faults: Faults) => readonly string[]) | undefined {
	const [text, library] = [join(folder, "fault.c"), join(folder, "fault.so")];
	writeFileSync(text, source);
	try {
		execFileSync("cc", ["-shared", "-fPIC", "-o", library, text, "-ldl"], {
			stdio: "pipe",
		});
	} catch {
		return undefined;
	}
	return (faults) => [
		"env",
		`LD_PRELOAD=${library}`,
		...Object.entries(faults).map(([name, value]) => `${name}=${value}`),
	];
}
