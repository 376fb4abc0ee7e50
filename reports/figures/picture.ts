/** One picture on its page, in points. Text is still text. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly svg: string;
}
