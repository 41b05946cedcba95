/**
 * What this site is called, wherever people read it: pages, mails, passkeys, apps for codes. The
 * messages say `%name%` for it. `pnpm generate name "Another name"` changes it, with what is made of it.
 */
export const siteName = 'Porchlight';

/** The parts of a site that it can be without. */
interface SiteParts {
	/** A name in letters of ASCII that nobody else has. */
	usernames: boolean;
	/** A page of one's own under the username, for everybody. Not there without usernames. */
	publicProfiles: boolean;
	avatars: boolean;
	/** How an account can begin. Whoever has one keeps every way in. */
	signUpBy: { password: boolean; passkey: boolean; provider: boolean };
}

/**
 * Which of them this site has. What is off is not found, and neither shown nor asked for; what people
 * have of it already stays, and stays in the download of their data (docs/extending.md).
 */
export const parts: SiteParts = {
	usernames: true,
	publicProfiles: true,
	avatars: true,
	signUpBy: { password: true, passkey: true, provider: true }
};

/** Whether profiles have a page for everybody: a username is its address. */
export const hasPublicProfiles = (): boolean => parts.usernames && parts.publicProfiles;
