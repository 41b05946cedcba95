/** What an account asks for behind the first step of a sign-in. */
export const stepStates = {
	none: 'nothing more',
	app: 'an app',
	switch: 'the switch, and a passkey',
	required: 'required, and a passkey'
} as const;
export type StepState = keyof typeof stepStates;

/** Where a sign-in ends. */
const ends = { in: 'in', step: 'second step' } as const;
type End = keyof typeof ends;

const always = (end: End): Record<StepState, End> => ({
	none: end,
	app: end,
	switch: end,
	required: end
});
const oneFactor: Record<StepState, End> = { ...always('step'), none: 'in' };

/**
 * Where each way in ends, by what the account asks for. tests/unit/sign-in-matrix.test.ts walks through
 * all of it, and docs/security.md has it from here (`pnpm generate`).
 */
export const signInEnds: Record<string, Record<StepState, End>> = {
	password: oneFactor,
	provider: oneFactor,
	'synced passkey': always('in'),
	'passkey of one device': always('in'),
	'sign-up with a password': oneFactor,
	'sign-up without a password': oneFactor,
	invitation: oneFactor,
	// It takes the factors away that were lost.
	'last link of a delayed recovery': always('in')
};

/** What a second step is taken with. */
export const stepWays = ['code of the app', 'recovery code', 'passkey'] as const;
export type StepWay = (typeof stepWays)[number];

/** Which of them an account takes: codes of an app where it has one, a passkey where it has one. */
export const takesStep = (
	way: StepWay,
	{ state, hasPasskey }: { state: StepState; hasPasskey: boolean }
): boolean => {
	if (state === 'none') return false;
	if (way === 'passkey') return hasPasskey;
	return way === 'recovery code' || state === 'app';
};

/** The ways in behind which a trusted browser stands in for the second step, of an open account. */
export const trustedWays: readonly string[] = ['password', 'provider'];

/** Where a sign-in ends that took every step, by what the account is. */
export const accountEnds = {
	open: ends.in,
	closed: '/account-closed',
	suspended: '/account-suspended',
	// Who suspends an account is not its owner: nobody reopens it by signing in.
	'closed and suspended': '/account-suspended'
} as const;
export type AccountState = keyof typeof accountEnds;

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

function table(head: string[], rows: string[][]): string {
	return [head, head.map(() => '---'), ...rows].map(row).join('\n');
}

/** The matrix, as tables of Markdown. */
export function printSignInMatrix(): string {
	const states = Object.keys(stepStates) as StepState[];
	const titles = states.map((state) => stepStates[state]);
	const first = Object.entries(signInEnds).map(([name, byState]) => [
		name,
		...states.map((state) => ends[byState[state]])
	]);
	const second = stepWays.map((way) => [
		way,
		...states.map((state) => {
			const [without, beside] = [false, true].map((hasPasskey) =>
				takesStep(way, { state, hasPasskey })
			);
			if (beside !== without && state === 'app') return 'taken, where there is one';
			return beside ? 'taken' : '–';
		})
	]);
	const trusted = [
		`a trusted browser (${trustedWays.join(', ')}; open account)`,
		...states.map((state) => (state === 'none' ? '–' : 'stands in'))
	];
	const accounts = Object.entries(accountEnds).map(([state, end]) => [
		state,
		end === ends.in ? end : `\`${end}\``
	]);
	return [
		table(['way in', ...titles], first),
		table(['second step by', ...titles], [...second, trusted]),
		table(['account', 'where a sign-in ends that took every step'], accounts)
	].join('\n\n');
}
