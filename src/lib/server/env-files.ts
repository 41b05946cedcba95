import { readFileSync } from 'node:fs';
import type { EnvProblem } from './env-error.ts';

type Source = Record<string, string | undefined>;

/** The variables that can come from a file: each that is a secret. */
const secretFile =
	/^(DATABASE_AUTH_TOKEN|AUTH_SECRET|AUTH_SECRET_PREVIOUS|SMTP_URL|OAUTH_[A-Z]+_CLIENT_SECRET|OAUTH_APPLE_PRIVATE_KEY|OIDC_[A-Z\d_]+_CLIENT_SECRET)_FILE$/;

/**
 * The environment with each secret that `NAME_FILE` names a file for, as container platforms hand
 * secrets over. Mark and line end of the file are no part of its value.
 * @param wants which variables are looked at; a script needs no secret but its own.
 */
export function readSecretFiles(
	source: Source,
	wants: (variable: string) => boolean = () => true
): { source: Source; problems: EnvProblem[] } {
	const expanded = { ...source };
	const problems: EnvProblem[] = [];
	for (const [name, path] of Object.entries(source)) {
		const variable = secretFile.exec(name)?.[1];
		const file = path?.trim();
		if (!variable || !file || !wants(variable)) continue;
		if (source[variable]?.trim()) {
			const found = `a value for ${variable} as well`;
			problems.push({ variable: name, found, expected: `one of ${variable} and ${name}` });
			continue;
		}
		const result = readSecret(file);
		if ('value' in result) expanded[variable] = result.value;
		else {
			const expected = `a file that this process can read, with the value of ${variable} in it`;
			problems.push({ variable: name, found: result.reason, expected });
		}
	}
	return { source: expanded, problems };
}

function readSecret(file: string): { value: string } | { reason: string } {
	try {
		const value = readFileSync(file, 'utf8')
			.replace(/^\uFEFF/, '')
			.replace(/\r?\n$/, '');
		return value.trim() ? { value } : { reason: `an empty file ${JSON.stringify(file)}` };
	} catch (error) {
		return { reason: error instanceof Error ? error.message : String(error) };
	}
}
