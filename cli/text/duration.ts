/** "4.2 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 60) return `${Math.round(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60)
		return `${minutes} min ${Math.floor(seconds - 60 * minutes)} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
