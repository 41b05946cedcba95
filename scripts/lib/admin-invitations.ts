import { OPERATOR, type Command, type Request } from './admin-usage.ts';
import { jsonLine, table } from './print-items.ts';
import { readAddress } from './read-address.ts';
import { UsageError } from './run-script.ts';
// Resolves what the operations below import: they are loaded when one of them is asked for.
import './app.ts';

const by = OPERATOR;
/** How many of the youngest are listed. */
const LISTED = 1_000;

const takes = 'ADDRESS [--language LANGUAGE]';
const options = { language: { type: 'string' } } as const;

/** What `pnpm admin` can do with invitations. */
export const invitationCommands: Record<string, Command> = {
	invite: {
		takes,
		about:
			'Invites an address, for 7 days from when its mail has gone out. With SIGN_UP=invite nobody else\n      gets an account. LANGUAGE is that of the mail: en, de, es, fr or ja.',
		hasAddress: true,
		options,
		run: invite
	},
	'invitations list': {
		takes: '',
		about: `Who was invited and what came of it, the newest first, ${LISTED} at most.`,
		run: list
	},
	'invitations resend': {
		takes,
		about: 'Sends the mail of an invitation once more, and begins its 7 days anew.',
		hasAddress: true,
		options,
		run: resend
	},
	'invitations revoke': {
		takes: 'ADDRESS',
		about: 'Takes an invitation back.',
		hasAddress: true,
		run: revoke
	}
};

const refusals: Record<string, string> = {
	'has-account': 'has an account already. No mail goes out.',
	reserved: 'is kept for an account that left it lately, or is being erased. No mail goes out.',
	invited: 'is invited already: "invitations resend" sends the mail once more.',
	'mail-limit': 'has had 5 invitations in an hour. Try again later.',
	closed: 'cannot get an account: SIGN_UP is closed, or src/lib/site.ts has no way to begin one.',
	unknown: 'is not invited, or the invitation was used or taken back.'
};

const refused = (email: string, why: string) => ({ failure: `${email} ${refusals[why]}` });

async function invite(request: Request) {
	const { createInvitation } =
		await import('../../src/modules/auth/api/invitations/create-invitation.ts');
	const email = await readAddress(request.address);
	const invited = await createInvitation({ email, by, locale: await readLanguage(request) });
	if (!invited.ok) return refused(email, invited.why);
	const { id } = invited;
	if (request.isJson) return { text: jsonLine({ done: request.name, id, email }) };
	return { text: `${email} is invited. The server sends the mail.` };
}

async function resend(request: Request) {
	const { resendInvitation } =
		await import('../../src/modules/auth/api/invitations/resend-invitation.ts');
	const email = await readAddress(request.address);
	const sent = await resendInvitation({ email, by, locale: await readLanguage(request) });
	if (!sent.ok) return refused(email, sent.why);
	if (request.isJson) return { text: jsonLine({ done: request.name, id: sent.id, email }) };
	return { text: `${email} gets the mail once more.` };
}

async function revoke({ name, address, isJson }: Request) {
	const { revokeInvitation } =
		await import('../../src/modules/auth/api/invitations/revoke-invitation.ts');
	const email = await readAddress(address);
	const revoked = await revokeInvitation({ email, by });
	if (!revoked) return refused(email, 'unknown');
	if (isJson) return { text: jsonLine({ done: name, id: revoked.id, email }) };
	return { text: `${email} is invited no longer.` };
}

async function list({ isJson }: Request) {
	const { listInvitations } =
		await import('../../src/modules/auth/api/invitations/list-invitations.ts');
	const { invitations } = await listInvitations(null, LISTED);
	if (isJson) {
		const items = invitations.map(({ at: _, ...item }) => item);
		return { text: items.map(jsonLine).join('\n') };
	}
	const rows = invitations.map(({ email, state, invitedBy, createdAt, expiresAt, usedAt }) => {
		return [email, state, createdAt, state === 'waiting' ? null : expiresAt, usedAt, invitedBy];
	});
	return { text: table(['ADDRESS', 'STATE', 'SINCE', 'UNTIL', 'USED', 'BY'], rows) };
}

async function readLanguage({ text }: Request) {
	const { baseLocale, isLocale, locales } = await import('../../src/lib/paraglide/runtime.js');
	const language = text('language') ?? baseLocale;
	if (isLocale(language)) return language;
	throw new UsageError(`--language is one of ${locales.join(', ')}.`);
}
