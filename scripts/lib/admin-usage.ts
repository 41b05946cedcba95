import type { ParseArgsOptionsConfig } from 'node:util';
import { byHand, readOptions } from './read-options.ts';
import { UsageError } from './run-script.ts';

/** How a command is called. */
export interface Syntax {
	/** Behind its name. */
	takes: string;
	about: string;
	/** More than `--json` and `--help`, which each has. */
	options?: ParseArgsOptionsConfig;
	/** It acts on the account with an address. */
	hasAddress?: boolean;
	/** It acts on one thing, by its id. */
	hasId?: boolean;
	/** What it takes behind the address, one of them. */
	choices?: readonly string[];
	/** It is not done without a reason. */
	needsReason?: boolean;
}

/** What a command line asks for. */
export interface Request {
	name: string;
	/** As typed; empty where the command takes none. */
	address: string;
	/** The same of an id. */
	id: string;
	/** Of the command's choices; empty where it has none. */
	choice: string;
	reason: string | undefined;
	isJson: boolean;
	text: (option: string) => string | undefined;
	isOn: (option: string) => boolean;
}

/** What a command prints, and why it did not come about, where it did not. */
export type Outcome = { text?: string; failure?: string };
export type Command = Syntax & { run: (request: Request) => Promise<Outcome> };

/** Whoever acts on the command line, as the record and invitations name them. */
export const OPERATOR = 'operator';

/** Nobody has the address that a command was to act on. */
export const noAccount = (email: string): Outcome => ({
	failure: `No account has the address ${email}.`
});

const REASON_MAX = 500;

/** All commands, or one, with what the exit codes mean. */
function usageOf(commands: Record<string, Syntax>, only?: string): string {
	const lines = Object.entries(commands)
		.filter(([name]) => only === undefined || name === only)
		.map(([name, { takes, about }]) => `  ${`${name} ${takes}`.trimEnd()}\n      ${about}`);
	return `Usage: npx -y pnpm@12 admin COMMAND [--json] [--help]

${lines.join('\n')}

ADDRESS is an e-mail address: of an account, or to be invited. TEXT is kept in the record with what was done, which the
person can read in the archive of their data. What was done they are told by mail, but for a look at
them, and unless mail to them is blocked. With --json each item is one line of JSON on standard output, and nothing else stands there.

Ends with 0 when it is done, 1 when it failed and nothing was changed, 2 when the command line is wrong.`;
}

/**
 * Reads a command line. Nothing is done for `--help`.
 * @returns the text to print instead, or what is asked for.
 * @throws UsageError
 */
export function readRequest(args: string[], commands: Record<string, Syntax>): string | Request {
	// pnpm hands a separator on that npm takes away.
	const given = args.filter((argument) => argument !== '--');
	const asksHelp = given.includes('--help') || given.includes('-h');
	const name = Object.keys(commands).find((name) => {
		const words = name.split(' ');
		return words.every((word, index) => given[index] === word);
	});
	if (asksHelp) return `${usageOf(commands, name)}\n\n${byHand()}`;
	const syntax = name === undefined ? undefined : commands[name];
	if (name === undefined || !syntax) {
		const what =
			given.length === 0 ? 'No command.' : `There is no command "${given.slice(0, 2).join(' ')}".`;
		throw new UsageError(`${what}\n\n${usageOf(commands)}`);
	}
	const { values, positionals } = parse(given.slice(name.split(' ').length), name, syntax);
	const reason = values.reason === undefined ? undefined : readReason(String(values.reason));
	const { choices, hasAddress = false, hasId = false } = syntax;
	const wanted = [hasAddress, hasId, choices].filter(Boolean).length;
	const choice = choices ? (positionals[1] ?? '') : '';
	const usage = `Usage: npx -y pnpm@12 admin ${name} ${syntax.takes}`;
	if (positionals.length !== wanted) throw new UsageError(usage);
	if (choices && !choices.includes(choice)) throw new UsageError(usage);
	if (syntax.needsReason && !reason) throw new UsageError(`Say why, by --reason.\n\n${usage}`);
	return {
		name,
		address: hasAddress ? (positionals[0] ?? '') : '',
		id: hasId ? (positionals[0] ?? '') : '',
		choice,
		reason,
		isJson: values.json === true,
		text: (option) => {
			const value = values[option];
			return typeof value === 'string' ? value : undefined;
		},
		isOn: (option) => values[option] === true
	};
}

type Values = Record<string, unknown>;

function parse(
	args: string[],
	name: string,
	{ options = {}, takes }: Syntax
): { values: Values; positionals: string[] } {
	const reason: ParseArgsOptionsConfig = takes.includes('--reason')
		? { reason: { type: 'string' } }
		: {};
	const config = {
		options: { json: { type: 'boolean' }, ...reason, ...options },
		allowPositionals: true
	} as const;
	return readOptions(`Usage: npx -y pnpm@12 admin ${name} ${takes}`, config, args);
}

function readReason(typed: string): string {
	const reason = typed.trim();
	if (reason.length <= REASON_MAX && !/\p{Cc}/u.test(reason)) return reason;
	throw new UsageError(`--reason is one line of at most ${REASON_MAX} characters.`);
}
