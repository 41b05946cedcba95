import { foldUsername } from './fold-username';

/** The first parts of this site's paths, and words that come after them. */
const routes = `
	.well-known 404 500 about account account-closed account-deleted activity address api app apple-touch-icon
	assets auth avatar avatars callback change-email change-password confirm connections contact
	cookies dev device docs export export-later favicon forgot-password healthz home html imprint index invite landing
	legal login logout log-in log-out mail mailbox manifest me new not-me oauth passkey password
	preferences privacy profile profiles readyz recovery register reset-password resume robots search
	second-factor security session sessions settings sign-in sign-out sign-up sitemap static status
	terms u undo user username users verify welcome
`;

/** Names that would be taken for the people who run this site, or for a machine of theirs. */
const offices = `
	abuse accounts admin administrator administrators admins billing bot dmarc everyone feedback
	ftp help helpdesk hostmaster info localhost mailer-daemon moderation moderator moderators mods
	news no-reply nobody notifications null official operator owner payments porchlight
	porchlight-admin porchlight-help porchlight-security porchlight-support porchlight-team postmaster
	press root sales service staff superuser support sysadmin system team test trust undefined
	unknown webmaster www anonymous deleted deleted-user guest here public private somebody someone you
`;

const keys = new Set(`${routes} ${offices}`.trim().split(/\s+/).map(foldUsername));

/** Whether nobody may have this name, or one that looks like it. */
export function isReservedUsername(username: string): boolean {
	return keys.has(foldUsername(username));
}
