/** The entry after which a page of the record begins. */
export type EventCursor = { createdAt: Date; id: string };

/** As it stands in an address. */
export function formatCursor({ createdAt, id }: EventCursor): string {
	return `${createdAt.getTime()}_${id}`;
}

/** What {@link formatCursor} made, or `null` for anything else. */
export function parseCursor(text: string | null): EventCursor | null {
	const [, time, id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(text ?? '') ?? [];
	return time && id ? { createdAt: new Date(Number(time)), id } : null;
}
