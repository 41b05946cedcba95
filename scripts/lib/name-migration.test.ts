import { expect, it } from 'vitest';
import { nameMigration } from './name-migration.ts';

it.each([
	['CREATE TABLE `notes` (\n\t`id` text', 'notes'],
	[
		'ALTER TABLE `notes` ADD `pinnedAt` integer;--> statement-breakpoint\nCREATE …',
		'notes_pinnedat'
	],
	['ALTER TABLE `notes` DROP COLUMN `text`;', 'notes_without_text'],
	['ALTER TABLE `notes` RENAME COLUMN "text" TO "words";', 'notes_words'],
	['ALTER TABLE `notes` RENAME TO `entries`;', 'entries'],
	['DROP TABLE `notes`;', 'without_notes'],
	['DROP INDEX `notes_by_user`;', 'without_notes_by_user'],
	['CREATE UNIQUE INDEX `notes_by_user` ON `notes` (`user_id`);', 'notes_by_user'],
	['PRAGMA foreign_keys=OFF;--> statement-breakpoint\nCREATE TABLE `__new_notes` (', 'notes_anew'],
	['UPDATE notes SET text = 1;', 'changes']
])('a migration is called by what it does first: %j', (sql, name) => {
	expect(nameMigration(sql)).toBe(name);
});
