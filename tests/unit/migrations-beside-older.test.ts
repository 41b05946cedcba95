import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Before there was the rule: these need the application stopped, or were the first of their tables. */
const beforeTheRule = '0012';

/**
 * Statements that an older version may not survive, by migration, each with the reason why it does
 * (docs/operations.md, "A migration beside the running older version").
 */
const allowed: Record<string, { statement: string; reason: string }[]> = {};

const unsafe: [pattern: RegExp, what: string][] = [
	[/\bDROP\b/i, 'takes away what the older version may use'],
	[/\bRENAME\b/i, 'takes a name away from the older version'],
	[
		/\bADD\b(?!.*\bDEFAULT\b).*\bNOT NULL\b/is,
		'asks for a value that the older version does not write'
	],
	[/^\s*CREATE UNIQUE INDEX\b/i, 'refuses rows that the older version may write'],
	[/^\s*CREATE (TEMP |TEMPORARY )?TRIGGER\b/i, 'does something at writes of the older version'],
	[
		/^\s*(UPDATE|DELETE|INSERT|REPLACE)\b/i,
		'changes rows under the older version, and holds the lock'
	],
	[/^\s*(PRAGMA|VACUUM|REINDEX)\b/i, 'changes the database as a whole']
];

const tableOf = (statement: string) =>
	/\b(?:TABLE|ON)\s+(?:IF NOT EXISTS\s+)?[`"]?(\w+)/i.exec(statement)?.[1];

/** What of a migration is not safe beside the older version, each with why. */
function findUnsafe(sql: string): { statement: string; why: string }[] {
	const statements = sql
		.replace(/--(?!> statement-breakpoint).*$/gm, '')
		.split(/--> statement-breakpoint|;\s*$/m)
		.map((statement) => statement.trim())
		.filter(Boolean);
	const made = new Set(
		statements.filter((statement) => /^CREATE TABLE\b/i.test(statement)).map(tableOf)
	);
	return statements.flatMap((statement) => {
		const found = unsafe.find(([pattern]) => pattern.test(statement));
		// Nobody else has rows in a table that begins here.
		const isNew = /^CREATE UNIQUE INDEX\b/i.test(statement) && made.has(tableOf(statement));
		return found && !isNew ? [{ statement, why: found[1] }] : [];
	});
}

test('no migration breaks the older version that runs beside it, but those that say why not', () => {
	const newer = readdirSync('migrations')
		.filter((file) => file.endsWith('.sql') && file.slice(0, 4) > beforeTheRule)
		.map((file) => ({ file, found: findUnsafe(readFileSync(`migrations/${file}`, 'utf8')) }));
	const refused = newer.flatMap(({ file, found }) =>
		found
			.filter(({ statement }) => !allowed[file]?.some((one) => one.statement === statement))
			.map(({ statement, why }) => `${file}: ${why}: ${statement}`)
	);
	const way = 'in two releases (docs/operations.md), or named above with the reason';
	expect(refused, way).toEqual([]);
	const stale = Object.keys(allowed).filter((file) => !newer.some((one) => one.file === file));
	expect(stale, 'named above, and there under no such number').toEqual([]);
});

test.each([
	['DROP TABLE `a`;', 1],
	['DROP INDEX `a_b`;', 1],
	['ALTER TABLE `a` DROP COLUMN `b`;', 1],
	['ALTER TABLE `a` RENAME COLUMN `b` TO `c`;', 1],
	['ALTER TABLE `a` ADD `b` text NOT NULL;', 1],
	["ALTER TABLE `a` ADD `b` text DEFAULT '' NOT NULL;", 0],
	["ALTER TABLE `a` ADD `b` text NOT NULL DEFAULT '';", 0],
	['ALTER TABLE `a` ADD `b` integer;', 0],
	['UPDATE `a` SET `b` = 1;', 1],
	['CREATE UNIQUE INDEX `a_b` ON `a` (`b`);', 1],
	['CREATE INDEX `a_b` ON `a` (`b`);', 0],
	[
		'CREATE TABLE `a` (\n\t`b` text NOT NULL\n);\n--> statement-breakpoint\nCREATE UNIQUE INDEX `a_b` ON `a` (`b`);',
		0
	],
	['-- one that DROPs nothing\nCREATE TABLE `a` (`b` text PRIMARY KEY NOT NULL);', 0]
])('of %j it finds %i', (sql, count) => {
	expect(findUnsafe(sql)).toHaveLength(count);
});
