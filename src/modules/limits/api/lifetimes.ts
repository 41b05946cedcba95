const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long things last, in milliseconds (docs/security.md); how often is in `limits.ts`. */
export const lifetimes = {
	/** No time by itself: what the clocks of two servers may differ by. */
	clockDifference: 5 * MINUTE,
	/** A session, since its last use. */
	sessionIdle: 14 * DAY,
	/** A session, since it began, however much it is used. */
	sessionTotal: 90 * DAY,
	/** A session that waits for a way in to be set: as long as the proof of the address that began it. */
	sessionSetUp: HOUR,
	/** The time of a session's last use is written at most this often. */
	sessionTouch: HOUR,
	/** A sign-in or confirmation, as proof that the person at the screen is still the same. */
	confirmation: 15 * MINUTE,
	/** A sign-in by password, for a passkey that the browser makes by itself. */
	automaticPasskey: 5 * MINUTE,
	/** A proved sign-in that waits for what is missing, such as reopening the account. */
	pendingSignIn: 10 * MINUTE,
	/** One whose time is up, so that its browser is told so and need not ask for the address again. */
	expiredSignIn: HOUR,
	/** A post of the second step that is sent twice lands where the first one did. */
	repeatedStep: MINUTE,
	/** What a browser remembers of whom it has signed in to. */
	knownBrowser: 400 * DAY,
	/** By what a browser's challenges of passkeys are bound to it. */
	passkeyBrowser: 400 * DAY,
	/** A challenge for making or using a passkey: a page may lie open for a while. */
	passkeyChallenge: HOUR,
	/** A step of an app's codes that was used: it is refused far longer than it could be right. */
	usedTotpStep: DAY,
	/** An app that waits for its first code. */
	totpSetUp: 10 * MINUTE,
	/** A set of recovery codes, as it is shown to its owner. */
	shownRecoveryCodes: 10 * MINUTE,
	/** A browser in which the second step is not asked for. */
	trustedDevice: 30 * DAY,
	/** A trusted device's token that was replaced: another tab or a lost answer may still have it. */
	trustedDeviceOverlap: MINUTE,
	/** The last link of what was asked for without a second factor; or its notices, till they are sent. */
	delayedRecovery: 7 * DAY,
	/** The links that stop it: longer than one can take, through weeks in which nothing runs. They go with it. */
	recoveryVeto: 365 * DAY,
	/** Notices that could not be sent, until they are asked for anew. */
	noticesAgain: DAY,
	/** A second factor that was removed, until it cannot be brought back. */
	removedFactor: 7 * DAY,
	/** A pending sign-up with its code and link; each further mail begins it anew. */
	signUp: HOUR,
	/** An invitation, from when the mail server has its mail. */
	invitation: 7 * DAY,
	/** One whose time is over, used or not, for whoever invited to see what came of it. */
	endedInvitation: 30 * DAY,
	/** The link of a mail that somebody asked for: a new password, another address. */
	mailedLink: HOUR,
	/** An address that was left, kept for its account, and the link by which it is taken back. */
	emailUndo: 7 * DAY,
	/** The link in a security mail by which an owner takes their account back. */
	notMeLink: 7 * DAY,
	/** A closed account, until it is erased. */
	closedAccount: 14 * DAY,
	/** An account that was begun without a way in and left before it had one, until it is removed. */
	unsettledAccount: DAY,
	/** A form that waits for its sender's confirmation. */
	interruptedForm: 10 * MINUTE,
	/** What was typed when a session ended: time enough to set a new password first. */
	returnedForm: HOUR,
	/** The way to a provider and back. */
	oauthTransaction: 10 * MINUTE,
	/** What a provider said of somebody, until its address is proved; longer where that takes a mail. */
	pendingIdentity: HOUR,
	/** The cookie of one that a mail is to prove, which may have to wait for its turn. */
	unprovedIdentity: 7 * DAY + 2 * HOUR,
	/** A challenge for a proof of work: a page may lie open for a while. */
	proofOfWork: HOUR,
	/** An entry in the record of activity. */
	securityEvent: 365 * DAY,
	/** An entry that may yet become another: the attempt of a sign-in that is under way. */
	unsettledEvent: 30 * SECOND,
	/** An entry, until it is chained: surely longer than it may change, on any instance's clock. */
	unchainedEvent: MINUTE,
	/** One process's turn at chaining, after a crash free again then. */
	recordSealer: 2 * MINUTE,
	/** The newest link of the record is told to the log at least this often. */
	recordHeadTold: HOUR,
	/** The chain begins once no older version, which knows of none, has written for so long. */
	recordBegins: HOUR,
	/** Tries at sending a mail: past this age nobody waits for it any more. */
	mail: DAY,
	/** A mail that was given up, for whoever runs the site to see why. */
	givenUpMail: 7 * DAY,
	/** That a mail was sent, for whoever helps somebody that misses it. */
	sentMail: 14 * DAY,
	/** A mail that waits for its turn, while all mail is held back; and with it what it is to prove. */
	waitingMail: 7 * DAY,
	/** A worker's hold on the mail that it sends; after a crash the mail is free again then. */
	mailLease: MINUTE
} as const;
