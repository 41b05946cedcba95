/**
 * What this site is called, wherever people read it: pages, mails, passkeys, apps for codes. The
 * messages say `%name%` for it. `pnpm generate name "Another name"` changes it, with what is made of it.
 */
export const siteName = 'Porchlight';
