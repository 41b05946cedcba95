import Bowser from 'bowser';

/** What a browser says of itself; `null` where it says nothing that is known. */
export type BrowserNames = { browser: string | null; system: string | null };

/** Without these, whoever fails to sign in could write into the owner's record and mails. */
const browserNames = new Set(Object.values(Bowser.BROWSER_MAP));
const systemNames = new Set(Object.values(Bowser.OS_MAP));

/**
 * Browser and system by their names, of those that the parser knows; it would repeat any other text.
 * Anybody can claim any: it is a help to memory, no proof.
 */
export function describeUserAgent(userAgent: string): BrowserNames {
	if (!userAgent) return { browser: null, system: null };
	const { browser, os } = Bowser.parse(userAgent);
	return { browser: oneOf(browserNames, browser.name), system: oneOf(systemNames, os.name) };
}

const oneOf = (names: ReadonlySet<string>, name: string | undefined) =>
	name && names.has(name) ? name : null;
