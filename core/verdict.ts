/** The answer to "can this be treated?", with the reason where it cannot. */
export type Verdict =
	/** `note`: what is worth knowing in advance, such as a slow way that has to be taken. */
	| { readonly ok: true; readonly note?: string }
	| { readonly ok: false; readonly reason: string };

/** It cannot. */
export function no(reason: string): Verdict {
	return { ok: false, reason };
}
