/** Where estimates of one series differ between programs: agreement, or the reason, in a few words. */
import type { ObservableResult } from "../core/record.js";

/** tauInt and the error of the mean. */
export type PeerAnswer = readonly [number, number];

/** Errors that are closer than this agree: windows differ. */
const agreement = 0.15;

export function seriesReason(
	own: ObservableResult,
	peers: {
		readonly pyerrors?: PeerAnswer | undefined;
		readonly arviz?: PeerAnswer | undefined;
	},
	{
		count,
		exact,
	}: { readonly count: number; readonly exact: number | undefined },
): string {
	if (own.status !== "ok") return `refused: ${own.reason ?? ""}`;
	const { tauInt = Number.NaN, error = Number.NaN } = own;
	const differs = (peer: PeerAnswer | undefined): peer is PeerAnswer =>
		peer !== undefined && Math.abs(Math.log(error / peer[1])) > agreement;
	const reasons: string[] = [];
	if (differs(peers.pyerrors))
		reasons.push(
			tauInt < 0.5 && peers.pyerrors[0] < 0.51
				? "pyerrors takes tauInt for 1/2 at least"
				: besides("pyerrors", peers.pyerrors[0], tauInt, exact),
		);
	if (differs(peers.arviz)) {
		const cap = 1 / (2 * Math.log10(count));
		reasons.push(
			Math.abs(peers.arviz[0] / cap - 1) < 0.01
				? "ArviZ takes no ESS above N log10 N"
				: besides("ArviZ", peers.arviz[0], tauInt, exact),
		);
	}
	const how = own.method === undefined ? "" : ` (${own.method})`;
	return reasons.length === 0 ? `agree${how}` : reasons.join("; ") + how;
}

/** Another window: who is nearer to what is known exactly. */
function besides(
	name: string,
	theirs: number,
	ours: number,
	exact: number | undefined,
): string {
	if (exact === undefined) return `another window than that of ${name}`;
	const far = (tauInt: number) => Math.abs(Math.log(tauInt / exact));
	const nearer = far(ours) <= far(theirs) ? "ours" : "theirs";
	return `another window than that of ${name}: ${nearer} is nearer to the exact tauInt`;
}

/** Rounding alone may differ. */
const rounding = 1e-9;

export function tailReason(
	own: number,
	peer: number | null | undefined,
): string {
	if (!Number.isFinite(own))
		return "refused: the largest weights are equal, there is no tail to fit";
	if (typeof peer !== "number") return "the peer has no answer";
	return Math.abs(own - peer) < rounding ? "agree" : "differ";
}
