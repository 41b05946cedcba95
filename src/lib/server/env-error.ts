/** One wrong variable: what was found, with secrets masked, and what is expected. */
export interface EnvProblem {
	variable: string;
	found: string;
	expected: string;
}

const hidden = new Set(['AUTH_SECRET', 'AUTH_SECRET_PREVIOUS', 'DATABASE_AUTH_TOKEN']);
const locators = new Set([
	'DATABASE_URL',
	'SMTP_URL',
	'ORIGIN',
	'PRIVACY_URL',
	'TERMS_URL',
	'OTEL_EXPORTER_OTLP_ENDPOINT'
]);

/** Everything that is wrong with the environment, in one message for an operator. */
export class EnvError extends Error {
	override name = 'EnvError';
	readonly problems: EnvProblem[];

	constructor(problems: EnvProblem[]) {
		const lines = problems.map(
			({ variable, found, expected }) =>
				`  ${variable}\n    found:    ${found}\n    expected: ${expected}`
		);
		super(`The environment does not fit:\n${lines.join('\n')}`);
		this.problems = problems;
	}
}

/** A variable's value for an error message: shortened, on one line, without its secrets. */
export function describeValue(variable: string, value: string | undefined): string {
	if (!value) return 'nothing';
	if (hidden.has(variable) || /SECRET|TOKEN|PASSWORD$|PRIVATE_KEY/.test(variable)) {
		return `${value.length} characters (hidden)`;
	}
	const locator = locators.has(variable) || /_(?:ISSUER|BASE_URL)$/.test(variable);
	const isPath = /^(?:sqlite|file):/.test(value);
	const shown = locator && !isPath ? maskUrl(value) : value;
	return JSON.stringify(shown.length > 100 ? `${shown.slice(0, 100)}…` : shown);
}

/**
 * Hides what stands before an @, after a ? and after a colon that no port follows, in text that need
 * not be a valid URL: a password may stand in any of these places.
 */
function maskUrl(value: string): string {
	const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*:\/\/|(?:smtps?|https?):)?(.*)$/is.exec(
		value
	)!;
	const shown = rest
		.replace(/^.*@/s, '***@')
		.replace(/[?#].*$/s, '?***')
		.replace(/^((?:\*{3}@)?(?:\[[^\]]*\]|[^:/]*)):(?!\d{1,5}(?:\/|$)).*$/s, '$1:***');
	return scheme + shown;
}
