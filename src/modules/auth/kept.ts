import type { Kept } from '../../lib/feature/feature.ts';
import { lifetimes } from '../limits/api/lifetimes.ts';
import { last, spanInWords } from '../limits/api/lifetimes-in-words.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const authKept: readonly Kept[] = [
	{
		what: 'An account: address, password, passkeys, connections, recovery codes',
		tables: [
			'users',
			'passwords',
			'passkeys',
			'oauth_accounts',
			'recovery_codes',
			'shown_recovery_codes'
		],
		ends: 'with the account',
		until: `${last.closedAccount} after it was closed; one that was begun and never got a way in, ${last.unsettledAccount}. A new set of recovery codes can be read for ${last.shownRecoveryCodes}`
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
		until: `${last.mailedLink} for a new password or address, ${last.invitation} to accept an invitation, ${last.notMeLink} to take an account back; those that stop a delayed recovery go with it, used ones at once`
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
		until: `${last.endedInvitation} after their time is over, which is ${last.invitation} from when the mail server has the mail; with the account of their address, if that is erased or gets another one sooner`
	},
	{
		what: 'Identities of providers that wait for a proof',
		tables: ['pending_connections'],
		ends: 'by time',
		until: `${last.pendingIdentity}, ${spanInWords(2 * lifetimes.pendingIdentity)} from when a mail that was asked for went out`
	},
	{
		what: 'Forms that wait for a confirmation or a new sign-in, sealed',
		tables: ['kept_forms'],
		ends: 'by time',
		until: `${last.interruptedForm}; ${last.returnedForm} where the session had ended`
	},
	{
		what: 'Delayed recoveries',
		tables: ['delayed_recoveries'],
		ends: 'when done',
		until: `${last.delayedRecovery} after their last link was asked for; where their notices cannot be sent, after they were asked for or could have been finished`
	}
];
