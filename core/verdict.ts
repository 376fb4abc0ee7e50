/** The answer to "can this be treated?", with the reason where it cannot. */
export type Verdict =
	| { readonly ok: true }
	| { readonly ok: false; readonly reason: string };
