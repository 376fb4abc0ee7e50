/** The types of elements in NumPy's array files that can be read. */

/** How one element is stored. */
interface Element {
	readonly bytes: number;
	/** Reads the element at a byte offset of little-endian data. */
	read(view: DataView, offset: number): number;
}

export const elements: Readonly<Record<string, Element>> = {
	f4: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
	f8: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
	i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
	i2: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
	i4: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
	i8: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
	u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
	u2: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
	u4: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
	u8: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
	b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

/** Reverses the bytes of every element in place. */
export function swap(bytes: Buffer, type: string): Buffer {
	const size = Number(type.at(-1));
	if (size === 2) return bytes.swap16();
	if (size === 4) return bytes.swap32();
	if (size === 8) return bytes.swap64();
	return bytes;
}
