import { acts, type Act } from './admin-acts.ts';
import { invitationCommands } from './admin-invitations.ts';
import { mailCommands } from './admin-mail.ts';
import { verify, verifySyntax } from './admin-record.ts';
import { listRecord, recordListSyntax } from './admin-record-list.ts';
import { describePerson } from './describe-person.ts';
import { jsonLine, table } from './print-items.ts';
import { readAddress } from './read-address.ts';
import { moreAfter, readLimit } from './read-list-options.ts';
import { noAccount, OPERATOR, type Command, type Outcome, type Request } from './admin-usage.ts';
// Resolves what the operations below import: they are loaded when one of them is asked for.
import './app.ts';

/** Behind the address: what no act does. */
const refusedAlways: Record<string, string> = {
	'last-admin': 'is the last admin. Make somebody else one first ("users role").'
};

/** What `pnpm admin` can do. Each command calls operations of the application and prints what they say. */
export const commands: Record<string, Command> = {
	'users list': {
		takes:
			'[--query TEXT] [--closed] [--suspended] [--without-second-factor] [--erasing] [--admins] [--limit N] [--after ADDRESS]',
		about:
			'People whose address, username or name begins with TEXT, or all; with another option those alone that\n      are closed, suspended, without a second factor, to be erased, or admins. N is 50 unless given; the\n      next page begins after the last ADDRESS of this one.',
		options: {
			query: { type: 'string' },
			closed: { type: 'boolean' },
			suspended: { type: 'boolean' },
			'without-second-factor': { type: 'boolean' },
			erasing: { type: 'boolean' },
			admins: { type: 'boolean' },
			limit: { type: 'string' },
			after: { type: 'string' }
		},
		run: listUsers
	},
	'users show': {
		takes: 'ADDRESS [--reason TEXT]',
		about:
			'One person: ways in, second step, sessions, what happened last, mails that wait, failed\n      or were sent lately. The look is recorded, and its owner can see it.',
		hasAddress: true,
		run: showUser
	},
	'keys rotate': {
		takes: '',
		about:
			'Seals anew all that is kept under AUTH_SECRET_PREVIOUS, beside the running server, and says of each\n      kind how many are left. Fails while one is, or cannot be opened.',
		run: async (request) => (await import('./rotate-keys.ts')).rotate(request)
	},
	...Object.fromEntries(
		Object.entries(acts).map(([name, act]) => [name, { ...act, run: run(act) }])
	),
	...invitationCommands,
	...mailCommands,
	'record list': { ...recordListSyntax, run: listRecord },
	'record verify': { ...verifySyntax, run: verify }
};

function run({ act, done, refused }: Act): Command['run'] {
	return async (request) => {
		const { name, address, reason = '', isJson } = request;
		const email = await readAddress(address);
		const helped = await act({ email, by: { actor: OPERATOR, reason } }, request);
		if (!helped.ok) {
			const why = refused?.[helped.why] ?? refusedAlways[helped.why];
			return why ? { failure: `${email} ${why}` } : noAccount(email);
		}
		const { id } = helped.user;
		return { text: isJson ? jsonLine({ done: name, id, email }) : `${email} ${done(request)}` };
	};
}

async function listUsers({ text, isOn, isJson }: Request): Promise<Outcome> {
	const { listPeople } = await import('../../src/modules/auth/api/user/list-people.ts');
	const after = text('after');
	const list = await listPeople({
		query: text('query') ?? '',
		closed: isOn('closed'),
		suspended: isOn('suspended'),
		withoutSecondFactor: isOn('without-second-factor'),
		erasing: isOn('erasing'),
		admins: isOn('admins'),
		...(after !== undefined && { after: await readAddress(after) }),
		...readLimit(text('limit'))
	});
	if (!list) return { failure: `No account has the address of --after: begin without it.` };
	if (isJson) return { text: list.people.map(jsonLine).join('\n') };
	const rows = list.people.map(
		({ email, username, displayName, state, hasSecondFactor, createdAt }) =>
			[email, username, displayName, state, hasSecondFactor, createdAt] as const
	);
	const headings = ['ADDRESS', 'USERNAME', 'NAME', 'STATE', 'SECOND FACTOR', 'SINCE'];
	const last = list.people.at(-1);
	const more = moreAfter(list.hasMore && last ? last.email : null);
	return { text: `${table(headings, rows)}${more}` };
}

async function showUser({ address, reason, isJson }: Request): Promise<Outcome> {
	const email = await readAddress(address);
	const { getPerson } = await import('../../src/modules/admin/api/get-person.ts');
	const person = await getPerson({ email, by: { actor: OPERATOR, reason } });
	if (!person) return noAccount(email);
	return { text: isJson ? jsonLine(person) : describePerson(person) };
}
