/** One picture on its page, in points, text still as text. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly svg: string;
}
