import { activityKept } from '../../src/modules/activity/kept.ts';
import { authKept } from '../../src/modules/auth/kept.ts';
import { keysKept } from '../../src/modules/keys/kept.ts';
import { limitsKept } from '../../src/modules/limits/kept.ts';
import { mailKept } from '../../src/modules/mail/kept.ts';
import { oauthKept } from '../../src/modules/oauth/kept.ts';
import { preferencesKept } from '../../src/modules/preferences/kept.ts';
import { profileKept } from '../../src/modules/profile/kept.ts';

/**
 * Ours, in the order of docs/operations.md: the features of whoever builds on them say in their own
 * folders how long things are kept, and change no document of ours.
 */
const kept = [
	...authKept,
	...profileKept,
	...preferencesKept,
	...oauthKept,
	...activityKept,
	...limitsKept,
	...mailKept,
	...keysKept
];

/** As a table of Markdown. */
export function printRetention(): string {
	const rows = kept.map(({ what, tables, until }) => {
		const names = tables.map((name) => `\`${name}\``).join(' ');
		return `| ${what} | ${names} | ${until} |`;
	});
	return ['| what | rows of | how long |', '| --- | --- | --- |', ...rows].join('\n');
}
