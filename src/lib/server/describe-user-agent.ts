import Bowser from 'bowser';

/** What a browser says of itself; `null` where it says nothing that is known. */
export type BrowserNames = { browser: string | null; system: string | null };

const NAME_MAX = 40;

/** Browser and system by their names. Anybody can claim any: it is a help to memory, no proof. */
export function describeUserAgent(userAgent: string): BrowserNames {
	if (!userAgent) return { browser: null, system: null };
	const { browser, os } = Bowser.parse(userAgent);
	return { browser: shortName(browser.name), system: shortName(os.name) };
}

const shortName = (name: string | undefined) => name?.slice(0, NAME_MAX) || null;
