import type { RotatedKind } from '../../src/modules/admin/api/rotate-keys.ts';
import { env } from '../../src/lib/server/env.ts';
import type { Request } from './admin-usage.ts';
import { jsonLine, table } from './print-items.ts';
// Resolves what the operation below imports.
import './app.ts';

const names: Record<RotatedKind['kind'], string> = {
	'stored-keys': "the database's own keys",
	apps: 'keys of apps for codes',
	'removed-factors': 'removed second factors',
	'shown-recovery-codes': 'recovery codes that are shown',
	'kept-forms': 'forms that wait'
};
const headings = ['WHAT', 'SEALED ANEW', 'UNDER THE OLD KEY', 'UNDER NEITHER'];

/** Seals anew what is under the old key, and fails where something is left. */
export async function rotate({ isJson }: Pick<Request, 'isJson'>) {
	const { rotateKeys } = await import('../../src/modules/admin/api/rotate-keys.ts');
	const kinds = await rotateKeys();
	const failure = describeRest(kinds);
	if (isJson) return { text: kinds.map(jsonLine).join('\n'), failure };
	const rows = kinds.map(({ kind, sealed, left, lost }) => [names[kind], sealed, left, lost]);
	const end = env().AUTH_SECRET_PREVIOUS
		? 'Nothing is kept under AUTH_SECRET_PREVIOUS any more.'
		: 'All is under AUTH_SECRET. AUTH_SECRET_PREVIOUS is not set.';
	return { text: `${table(headings, rows)}${failure ? '' : `\n\n${end}`}`, failure };
}

function describeRest(kinds: RotatedKind[]): string {
	const sum = (of: 'left' | 'lost') => kinds.reduce((all, kind) => all + kind[of], 0);
	const [left, lost] = [sum('left'), sum('lost')];
	const lines = [
		left > 0 &&
			`${left} of them: still under AUTH_SECRET_PREVIOUS. An instance goes on to seal with that key: give it the new one as AUTH_SECRET, and call this again.`,
		lost > 0 &&
			`${lost} of them: neither AUTH_SECRET nor AUTH_SECRET_PREVIOUS opens them. Set AUTH_SECRET_PREVIOUS to the key that was in use before, and call this again.`
	];
	return lines.filter(Boolean).join('\n');
}
