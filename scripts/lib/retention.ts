import type { Kept } from '../../src/lib/feature/feature.ts';
import { lifetimes } from '../../src/modules/limits/api/lifetimes.ts';
import { limits } from '../../src/modules/limits/api/limits.ts';

const units = [
	['day', 24 * 60 * 60 * 1000],
	['hour', 60 * 60 * 1000],
	['minute', 60 * 1000]
] as const;

/** Milliseconds in the largest unit of which they are a whole number: "90 days", "1 hour". */
function span(milliseconds: number): string {
	const [name, size] = units.find(([, unit]) => milliseconds % unit === 0) ?? units[2];
	const amount = milliseconds / size;
	return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}

const last = Object.fromEntries(
	Object.entries(lifetimes).map(([name, milliseconds]) => [name, span(milliseconds)])
) as Record<keyof typeof lifetimes, string>;

const windowOf = (name: keyof typeof limits) => span(limits[name].duration * 1000);
const windows = Object.entries(limits)
	.filter(([name]) => name !== 'second-step-row')
	.map(([, { duration }]) => duration * 1000);

/**
 * How long what is kept of people lives. tests/unit/retention.test.ts finds each table of the database
 * here, and that housekeeping does what is said; docs/operations.md has it from here (`pnpm generate`).
 */
export const kept: Kept[] = [
	{
		what: 'An account: address, password, passkeys, connections, recovery codes, profile, picture, preferences',
		tables: [
			'users',
			'passwords',
			'passkeys',
			'oauth_accounts',
			'recovery_codes',
			'shown_recovery_codes',
			'profiles',
			'avatars',
			'preferences'
		],
		ends: 'with the account',
		until: `${last.closedAccount} after it was closed; one that was begun and never got a way in, ${last.unsettledAccount}. A new set of recovery codes can be read for ${last.shownRecoveryCodes}`
	},
	{
		what: 'The record of activity',
		tables: ['security_events'],
		ends: 'by time',
		until: `${last.securityEvent}, or until the account is erased`
	},
	{
		what: 'The chain over the record: numbers and hashes under a key, and who chains',
		tables: ['record_links', 'record_sealers'],
		ends: 'never',
		until: 'as long as the database; without their entries they tell nothing of anybody'
	},
	{
		what: 'Sessions',
		tables: ['sessions'],
		ends: 'by time',
		until: `${last.sessionIdle} after the last use, ${last.sessionTotal} in all; ${last.sessionSetUp} while a way in has yet to be set, the row goes with the others`
	},
	{
		what: 'Sign-ins that wait for a second step or for reopening',
		tables: ['pending_sign_ins'],
		ends: 'by time',
		until: `${last.pendingSignIn}, and ${last.expiredSignIn} more to say that their time is up`
	},
	{
		what: 'Browsers that are trusted',
		tables: ['trusted_devices'],
		ends: 'by time',
		until: last.trustedDevice
	},
	{
		what: 'An app for codes',
		tables: ['totps'],
		ends: 'by time',
		until: `as long as the account has it; ${last.totpSetUp} while it waits for its first code`
	},
	{
		what: 'Second factors that were removed',
		tables: ['removed_factors'],
		ends: 'by time',
		until: last.removedFactor
	},
	{
		what: 'Challenges of passkeys and steps of codes that have served',
		tables: ['used_challenges'],
		ends: 'by time',
		until: `${last.passkeyChallenge} and ${last.usedTotpStep}`
	},
	{
		what: 'Links from mails, as hashes',
		tables: ['tokens'],
		ends: 'by time',
		until: `${last.mailedLink} for a new password or address, ${last.invitation} to accept an invitation, ${last.notMeLink} to take an account back, ${last.recoveryVeto} to stop a delayed recovery; used ones at once`
	},
	{
		what: 'An address that was left',
		tables: ['email_changes'],
		ends: 'by time',
		until: last.emailUndo
	},
	{
		what: 'Sign-ups whose address is not proved',
		tables: ['sign_ups'],
		ends: 'by time',
		until: `${last.signUp} from the last mail, which may have had to wait: until then ${last.waitingMail} at most`
	},
	{
		what: 'Invitations',
		tables: ['invitations'],
		ends: 'by time',
		until: `${last.endedInvitation} after their time is over, which is ${last.invitation} from when the mail server has the mail; with the account of their address, if that is erased sooner`
	},
	{
		what: 'Identities of providers that wait for a proof',
		tables: ['pending_connections'],
		ends: 'by time',
		until: `${last.pendingIdentity}, ${span(2 * lifetimes.pendingIdentity)} from when a mail that was asked for went out`
	},
	{
		what: 'Ways to a provider',
		tables: ['oauth_transactions'],
		ends: 'by time',
		until: last.oauthTransaction
	},
	{
		what: 'Forms that wait for a confirmation or a new sign-in, sealed',
		tables: ['kept_forms'],
		ends: 'by time',
		until: `${last.interruptedForm}; ${last.returnedForm} where the session had ended`
	},
	{
		what: 'Counters of limits, under keyed hashes',
		tables: ['rate_limits'],
		ends: 'by time',
		until: `their window, ${span(Math.min(...windows))} to ${span(Math.max(...windows))}; wrong codes in a row until a right one, or ${windowOf('second-step-row')}`
	},
	{
		what: 'How many mails went out and were asked for on the whole site, in slots of five minutes',
		tables: ['slot_counts'],
		ends: 'by time',
		until: 'a day and five minutes; they are nobody’s'
	},
	{
		what: 'Delayed recoveries',
		tables: ['delayed_recoveries'],
		ends: 'when done',
		until: `${last.delayedRecovery} after they could be finished`
	},
	{
		what: 'Mails, as intents without text or link',
		tables: ['outbox'],
		ends: 'when done',
		until: `until the mail server has them: ${last.mail} of tries at most, and ${last.waitingMail} where they have to wait for their turn; one that was given up ${last.givenUpMail} more, with what the server said; one that never had its turn goes at once`
	},
	{
		what: 'That a mail was sent to an account: which, and when',
		tables: ['sent_mails'],
		ends: 'by time',
		until: `${last.sentMail}, or until the account is erased`
	},
	{
		what: 'Keys of the database’s own, sealed',
		tables: ['stored_keys'],
		ends: 'never',
		until: 'as long as the database; they are nobody’s'
	}
];

/** As a table of Markdown. */
export function printRetention(): string {
	const rows = kept.map(({ what, tables, until }) => {
		const names = tables.map((name) => `\`${name}\``).join(' ');
		return `| ${what} | ${names} | ${until} |`;
	});
	return ['| what | rows of | how long |', '| --- | --- | --- |', ...rows].join('\n');
}
