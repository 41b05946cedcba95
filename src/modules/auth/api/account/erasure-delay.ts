/** How long a closed account can be reopened before it is erased, in milliseconds. */
export const erasureDelay = 14 * 24 * 60 * 60 * 1000;

/** When an account that was closed at this time is erased. */
export const erasedAt = (closedAt: Date) => new Date(closedAt.getTime() + erasureDelay);
