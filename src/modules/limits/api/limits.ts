/** Every limit on how often something may be tried, with its window in seconds (docs/security.md). */
export const limits = {
	/** Failed sign-ins to one account, from browsers that are not known to it. */
	'sign-in-account': { points: 10, duration: 15 * 60 },
	/** Failed sign-ins to one account from one browser that is known to it. */
	'sign-in-known': { points: 10, duration: 15 * 60 },
	/** Failed sign-ins from one client address. */
	'sign-in-client': { points: 100, duration: 15 * 60 },
	/** The same from one network of theirs (IPv4 /24, IPv6 /48), from browsers that are not known. */
	'sign-in-network': { points: 1_000, duration: 15 * 60 },
	/** Sign-ins by password to one account, right or wrong, from new browsers together or a known one. */
	'sign-ins-account': { points: 60, duration: 15 * 60 },
	/** Sign-ins by password from one client address, right or wrong. */
	'sign-ins-client': { points: 1_000, duration: 15 * 60 },
	/** Passkeys that were refused, from one client address. No limit on passwords counts for them. */
	'passkey-client': { points: 100, duration: 15 * 60 },
	'passkey-network': { points: 1_000, duration: 15 * 60 },
	/** Sign-ins and confirmations with passkeys of one account: nobody else can use them up. */
	'passkey-uses': { points: 60, duration: 15 * 60 },
	/** Ways begun to a provider from one client address, or by one signed-in person: each writes a row. */
	'provider-start': { points: 60, duration: 15 * 60 },
	'provider-start-network': { points: 600, duration: 15 * 60 },
	/** Wrong passwords of a signed-in person, on /confirm and when changing the password. */
	'confirm-password': { points: 10, duration: 15 * 60 },
	/** Wrong codes, of an app and recovery codes together, in one sign-in that waits for its second step. */
	'second-step-sign-in': { points: 5, duration: 10 * 60 },
	/**
	 * Wrong codes of one account, from browsers that are not known to it together or from one that is;
	 * for the day and the row from all that are.
	 * Ten in a quarter of an hour alone would find a code in half a year.
	 */
	'second-step': { points: 10, duration: 15 * 60 },
	'second-step-day': { points: 30, duration: 24 * 60 * 60 },
	/** The same without a right one in between, or a changed password, which begins it anew. */
	'second-step-row': { points: 100, duration: 10 * 365 * 24 * 60 * 60 },
	/** Apps and sets of recovery codes that one account makes, and switches of its second step. */
	'factor-changes': { points: 30, duration: 60 * 60 },
	/** Delayed recoveries that are begun for one account. */
	'delayed-recoveries': { points: 3, duration: 30 * 24 * 60 * 60 },
	/** Passwords that one account gets in its settings, changed or set. */
	'password-changes': { points: 10, duration: 60 * 60 },
	/** Other addresses that one account asks for: each may become a link, and a change to be undone. */
	'address-changes': { points: 10, duration: 60 * 60 },
	/** Passkeys that one account adds or renames: each stays in the record, some tell by mail. */
	'passkey-changes': { points: 30, duration: 60 * 60 },
	/** Times that one account is closed: each sends a mail with a link that takes it back. */
	closings: { points: 10, duration: 60 * 60 },
	/** Mails to one account that tell of a change or a sign-in and carry a not-me link. */
	'security-mails': { points: 20, duration: 60 * 60 },
	/** Pictures that one person uploads. */
	avatar: { points: 60, duration: 60 * 60 },
	/** Mails for one purpose to one address, of those that serve their reader whoever asked. */
	'mail-address': { points: 5, duration: 60 * 60 },
	/** The same for what serves only who asked for it: of one client, or of one account. */
	'mail-address-share': { points: 5, duration: 60 * 60 },
	/** All the shares of one address together. */
	'mail-address-shares': { points: 20, duration: 60 * 60 },
	/** Mails asked for from one client address. */
	'mail-client': { points: 30, duration: 60 * 60 },
	'mail-network': { points: 300, duration: 60 * 60 },
	/** Uses of one proof of work, for as long as it is good. */
	'proof-use': { points: 1, duration: 60 * 60 },
	/** Downloads of everything that is held on a person. */
	export: { points: 5, duration: 24 * 60 * 60 }
} as const;

export type LimitName = keyof typeof limits;

/** A limit that a feature brings along: `name` as no other is called, `points` in `duration` seconds. */
export type OwnLimit = Readonly<{ name: string; points: number; duration: number }>;
