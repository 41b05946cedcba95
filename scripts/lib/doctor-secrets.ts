import { statSync } from 'node:fs';
import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import type { Env } from '../../src/lib/server/env.ts';
import { hint, ok, problem, type Finding } from './doctor-checks.ts';
// Resolves what the operation below imports: it is loaded when there is something to count.
import './app.ts';

/**
 * Whether what is kept sealed can be read under `AUTH_SECRET`, and how much of it only under the key
 * before.
 * @param canAsk whether the database was found in order.
 */
export async function checkSecrets(env: Env, canAsk: boolean): Promise<Finding[]> {
	const target = parseDatabaseUrl(env.DATABASE_URL);
	const isMissing = target.kind === 'file' && !statSync(target.path, { throwIfNoEntry: false });
	if (!canAsk || isMissing) return [];
	const operation = await loadCountSealed();
	if (!operation) {
		return [hint('Whether secrets can be read was not looked at: that wants all packages.')];
	}
	const { db } = await import('../../src/lib/server/db/client.ts');
	try {
		return describe(await operation.countSealed());
	} finally {
		db.$client.close();
	}
}

/** `null` where the packages of production alone are installed, as in the image of deploy/Dockerfile. */
async function loadCountSealed() {
	try {
		return await import('../../src/modules/auth/api/entry/sealed-kinds.ts');
	} catch (error) {
		const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
		if (isMissing && String(error).includes('Cannot find package')) return null;
		throw error;
	}
}

type Counts = Awaited<
	ReturnType<typeof import('../../src/modules/auth/api/entry/sealed-kinds.ts').countSealed>
>;

function describe(counts: Counts): Finding[] {
	const { apps, 'stored-keys': keys, ...shortLived } = counts;
	const findings: Finding[] = [];
	const back = 'Set AUTH_SECRET_PREVIOUS to the key that was in use before.';
	if (keys.lost > 0) {
		findings.push(
			problem(
				`The database's own keys cannot be read: none of the recovery codes is right. ${back}`
			)
		);
	}
	if (apps.lost > 0) {
		const what =
			apps.lost === 1 ? '1 app for codes has a key' : `${apps.lost} apps for codes have keys`;
		findings.push(problem(`${what} that cannot be read: no code of theirs is right. ${back}`));
	}
	const others = Object.values(shortLived).reduce((sum, { lost }) => sum + lost, 0);
	if (others > 0) {
		const what = others === 1 ? '1 secret that lasts' : `${others} secrets that last`;
		findings.push(hint(`${what} a week at most cannot be read either.`));
	}
	const old = Object.values(counts).reduce((sum, kind) => sum + kind.old, 0);
	if (old > 0) {
		findings.push(
			hint(
				`${old === 1 ? '1 secret is' : `${old} secrets are`} still kept under AUTH_SECRET_PREVIOUS. ` +
					'Run "admin keys rotate" when every instance has the new key, and do not change it again before.'
			)
		);
	}
	if (findings.length > 0) return findings;
	return [ok(`Secrets can be read under AUTH_SECRET; apps for codes: ${apps.all}.`)];
}
