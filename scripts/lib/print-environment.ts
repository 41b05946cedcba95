import { rules } from '../../src/lib/server/env-rules.ts';
import { readSecretFiles } from '../../src/lib/server/env-files.ts';

/** What no variable can be. */
const IMPOSSIBLE = '\0';
const NOWHERE = '/nowhere/at/all';

/** The table of docs/operations.md: each variable with what the server's own rules say of it. */
export function printEnvironment(): string {
	const rows = Object.entries(rules).map(([name, rule]) => {
		const standard = rule.safeParse(undefined).data;
		const refused = rule.safeParse(IMPOSSIBLE).error?.issues[0]?.message;
		const takes = refused?.replace(/[|<]/g, '\\$&') ?? 'any text';
		const file = isSecret(name) ? `\`${name}_FILE\`` : '';
		return `| \`${name}\` | ${takes} | ${standard === undefined ? '' : `\`${standard}\``} | ${file} |`;
	});
	return ['| variable | takes | default | or from |', '| --- | --- | --- | --- |', ...rows].join(
		'\n'
	);
}

/** Whether the server would look for a file with the value in it. */
const isSecret = (name: string) =>
	readSecretFiles({ [`${name}_FILE`]: NOWHERE }).problems.length > 0;
