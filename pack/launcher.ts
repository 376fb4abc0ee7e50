/** The command of a packed folder: a script for any shell, because the machine may have nothing else. */

/**
 * Unpacks payload.tar.gz once and starts Node. Processes that start at the same time, such as the
 * tasks of one job, each unpack their own copy. The first one renames its folder into place, and
 * the others use that one.
 *
 * @param digest names the unpacked folder, so that another version never finds the files of this
 * one
 * @param program what Node runs, below the unpacked folder
 * @param megabytes size of the unpacked files
 */
export function launcher(
	digest: string,
	program: string,
	megabytes: number,
): string {
	return `#!/bin/sh
# Needs sh, gzip and tar. The program is unpacked once: into LATTICEBENCH_CACHE if that is set, else
# beside this file or, where that is read-only, into the user's cache folder or a temporary one.
set -eu
here=$(dirname -- "$(readlink -f -- "$0")")
name=unpacked-${digest}
cache=\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}
shared=\${TMPDIR:-/tmp}/latticebench-$(id -u)

places() {
	"$1" \${LATTICEBENCH_CACHE:+"$LATTICEBENCH_CACHE"} "$here" \${cache:+"$cache/latticebench"} "$shared"
}

find_app() {
	for place do
		# What another user put into a folder for all is not ours.
		[ "$place" != "$shared" ] || [ -O "$place" ] || continue
		app=$place/$name
		[ ! -x "$app/node" ] || return 0
	done
	return 1
}

unpack_app() {
	for place do
		mkdir -p -- "$place" 2>/dev/null || continue
		new=$(mktemp -d "$place/$name.XXXXXX" 2>/dev/null) || continue
		trap 'rm -rf -- "$new"' EXIT
		trap 'exit 130' HUP INT TERM
		works=1
		if gzip -dc -- "$here/payload.tar.gz" | tar -xof - -C "$new"; then
			works=0
			"$new/node" -e 0 || works=$?
		fi
		if [ "$works" = 0 ]; then
			chmod 755 "$new"
			"$new/node" -e 'try { fs.renameSync(process.argv[1], process.argv[2]) } catch {}' "$new" "$place/$name"
		elif [ "$works" = 127 ]; then
			# Not for want of space or leave to run programs there (126): it would be the same elsewhere.
			echo "the packed Node does not start on this system" >&2
			exit 1
		fi
		rm -rf -- "$new"
		trap - EXIT HUP INT TERM
		! find_app "$place" || return 0
	done
	echo "nowhere to unpack to: set LATTICEBENCH_CACHE to a folder of yours with ${megabytes} MB free" >&2
	return 1
}

places find_app || places unpack_app
# Where containers on GPU hosts have the driver's libraries.
if [ -d /usr/local/nvidia/lib64 ]; then
	export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/nvidia/lib64"
fi
# How other machines call this program, such as the nodes of a cluster.
LATTICEBENCH_COMMAND=$(readlink -f -- "$0")
export LATTICEBENCH_COMMAND
exec "$app/node" "$app/${program}" "$@"
`;
}
