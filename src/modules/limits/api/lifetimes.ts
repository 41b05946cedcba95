const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long things last, in milliseconds (docs/security.md); how often is in `limits.ts`. */
export const lifetimes = {
	/** The way to a provider and back. */
	oauthTransaction: 10 * MINUTE,
	/** What a provider said of somebody, until its address is proved; the cookie lasts as long. */
	pendingIdentity: HOUR,
	/** The link in a security mail by which an owner takes their account back. */
	notMeLink: 7 * DAY,
	/** An entry in the record of activity. */
	securityEvent: 365 * DAY,
	/** Tries at sending a mail: past this age nobody waits for it any more. */
	mail: DAY,
	/** A worker's hold on the mail that it sends; after a crash the mail is free again then. */
	mailLease: MINUTE
} as const;
