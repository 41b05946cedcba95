let counter = 0;

/**
 * An id that sorts by time (UUID version 7, RFC 9562, section 5.7), and by order among those that
 * one process makes in one millisecond. Entries made together then lie together, in the list and on
 * the disk, where the purge finds them.
 */
export function createEventId(now: Date): string {
	counter = (counter + 1) & 0xfff;
	const time = now.getTime().toString(16).padStart(12, '0');
	const order = counter.toString(16).padStart(3, '0');
	// The rest, variant included, from a random UUID (version 4).
	const random = crypto.randomUUID().slice(19);
	return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${random}`;
}
