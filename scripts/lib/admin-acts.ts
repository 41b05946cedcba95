import type { Request, Syntax } from './admin-usage.ts';
import type { Help, Helped } from '../../src/modules/admin/api/helper.ts';
// Resolves what the operations below import: they are loaded when one of them is asked for.
import './app.ts';

/** Something that is done with one account, for a reason. */
export interface Act extends Syntax {
	act: (help: Help, request: Request) => Promise<Helped<string>>;
	/** What was done, behind the address. */
	done: (request: Request) => string;
	/** Why it was not, behind the address: a sentence for each reason that the operation gives. */
	refused?: Record<string, string>;
}

const onPerson = { hasAddress: true, needsReason: true };
const takes = 'ADDRESS --reason TEXT';

/** A new act is an entry here, and the operation that it calls. */
export const acts: Record<string, Act> = {
	'users end-sessions': {
		...onPerson,
		takes,
		about: 'Signs the person out everywhere, and ends the trust in every browser.',
		act: async (help) => (await import('../../src/modules/admin/api/acts.ts')).endSessions(help),
		done: () => 'is signed out everywhere.'
	},
	'users send-reset': {
		...onPerson,
		takes,
		about: 'Mails the link for a new password, whatever limit was reached.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/send-reset.ts')).sendReset(help),
		done: () => 'gets a mail with the link for a new password.',
		refused: {
			'no-mail': 'gets no mail. Let it have mail first ("users unblock-address").',
			unsettled: 'was left before it had a way in: whoever signs up, or is invited, gets it.'
		}
	},
	'users remove-factors': {
		...onPerson,
		takes: 'ADDRESS --reason TEXT [--passkeys [--even-last-way-in]]',
		about:
			'Removes the second step: app, recovery codes, trusted browsers, switch. Passkeys, which are ways\n      in, go with --passkeys alone, and the last ones that open the account only with --even-last-way-in.',
		options: { passkeys: { type: 'boolean' }, 'even-last-way-in': { type: 'boolean' } },
		act: async (help, { isOn }) =>
			(await import('../../src/modules/admin/api/remove-factors.ts')).removeFactors(help, {
				passkeys: isOn('passkeys'),
				evenLastWayIn: isOn('even-last-way-in')
			}),
		done: ({ isOn }) =>
			isOn('passkeys')
				? 'has no second factors and no passkeys any more. "users show" says what still opens the account.'
				: 'has no app, recovery codes or trusted browsers any more; passkeys stay.',
		refused: {
			nothing: 'has nothing of the kind to remove.',
			'last-way-in':
				'is opened by nothing but passkeys, so none was removed. Send a reset first ("users send-reset"), or add --even-last-way-in: only a reset opens the account then.'
		}
	},
	'users suspend': {
		...onPerson,
		takes,
		about:
			'Takes the account out of use. Signing in leads to a page with the archive and closing alone.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/suspend-person.ts')).suspendPerson(help),
		done: () => 'is suspended.',
		refused: { suspended: 'is suspended already.' }
	},
	'users lift': {
		...onPerson,
		takes,
		about: 'Lifts the suspension: the account is as it was before.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/suspend-person.ts')).liftPerson(help),
		done: () => 'is suspended no longer.',
		refused: { 'in-use': 'is not suspended.' }
	},
	'users close': {
		...onPerson,
		takes,
		about: 'Closes the account: erased after 14 days, unless the person signs in and reopens it.',
		act: async (help) => (await import('../../src/modules/admin/api/acts.ts')).closePerson(help),
		done: () => 'is closed, and will be erased in 14 days.',
		refused: { closed: 'is closed already.' }
	},
	'users reopen': {
		...onPerson,
		takes,
		about: 'Opens a closed account as it was.',
		act: async (help) => (await import('../../src/modules/admin/api/acts.ts')).reopenPerson(help),
		done: () => 'is open again.',
		refused: { open: 'is not closed.' }
	},
	'users role': {
		...onPerson,
		takes: 'ADDRESS admin|person --reason TEXT',
		about:
			'Makes the person one of those who run the site, or takes that from them. An admin has to have a\n      second factor; the pages under /admin open to a session that was proved by two.',
		choices: ['admin', 'person'],
		act: async (help, { choice }) =>
			(await import('../../src/modules/admin/api/acts.ts')).setRoleOf(
				help,
				choice === 'admin' ? 'admin' : 'person'
			),
		done: ({ choice }) => (choice === 'admin' ? 'is an admin.' : 'is an admin no longer.'),
		refused: { same: 'has that role already.' }
	},
	'users block-address': {
		...onPerson,
		takes,
		about:
			'Sends no mail to the address any more, whatever it is: it bounces, or whoever reads it complains.\n      The person is told on every page when signed in; another address of theirs gets mail again.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/block-address.ts')).blockAddress(help),
		done: () => 'gets no mail any more.',
		refused: { blocked: 'gets no mail already.' }
	},
	'users unblock-address': {
		...onPerson,
		takes,
		about: 'Lets the address have mail again. What was not sent meanwhile is gone.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/block-address.ts')).unblockAddress(help),
		done: () => 'gets mail again.',
		refused: { free: 'is not blocked.' }
	},
	'limits release': {
		...onPerson,
		takes,
		about: 'Ends the waits after too many tries, of the account and its address.',
		act: async (help) =>
			(await import('../../src/modules/admin/api/acts.ts')).releaseLimitsOf(help),
		done: () => 'does not have to wait any more.'
	}
};
