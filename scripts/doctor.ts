/** `pnpm run doctor`: looks at an installation and says what is missing; exits 1 on a problem. */
import { readEnvironment } from '../src/environment.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { readSecretFiles } from '../src/lib/server/env-files.ts';
import { EnvError, type Env } from '../src/lib/server/env.ts';
import { readSettings } from '../src/modules/oauth/api/read-settings.ts';
import {
	checkDatabase,
	checkFiles,
	checkIssuers,
	checkMail,
	checkProxy
} from './lib/doctor-checks.ts';
import { checkClock } from './lib/doctor-clock.ts';
import { checkPasskeys } from './lib/doctor-passkeys.ts';
import { checkSecrets } from './lib/doctor-secrets.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';

const marks = { ok: '✓', hint: '!', problem: '✗' };

function readOrExplain(): Env | undefined {
	try {
		return readEnvironment();
	} catch (error) {
		if (!(error instanceof EnvError)) throw error;
		console.error(`${error.message}\nThe rest can be looked at once this is right.`);
		process.exitCode = 1;
		return undefined;
	}
}

const usage = `Usage: npx -y pnpm@12 run doctor
Looks at the settings, the database, the mail server and the rest, and says what is missing. It changes
nothing, and ends with 1 where something has to be put right.`;

await runScript(async () => {
	readOptions(usage);
	loadDotEnv();
	const env = readOrExplain();
	if (!env) return;
	const { issuers } = readSettings(readSecretFiles(process.env).source, env.isLocalhost);
	const database = await checkDatabase(env);
	const canAsk = database.every(({ level }) => level !== 'problem');
	const findings = [
		{ level: 'ok' as const, text: `The environment is valid; people use ${env.ORIGIN}` },
		...database,
		...(await checkMail(env)),
		...(await checkIssuers(issuers)),
		...(await checkPasskeys(env, canAsk)),
		...(await checkSecrets(env, canAsk)),
		...(await checkClock(env, canAsk, issuers)),
		...checkProxy(env),
		...checkFiles(env)
	];
	for (const { level, text } of findings) console.log(`${marks[level]} ${text}`);
	const problems = findings.filter(({ level }) => level === 'problem').length;
	if (problems > 0) process.exitCode = 1;
	const amount = problems === 1 ? '1 problem' : `${problems} problems`;
	console.log(problems === 0 ? '\nAll is well.' : `\n${amount} to put right.`);
	// A websocket to a server that hangs is waited for half a minute before it is closed.
	process.exit();
});
