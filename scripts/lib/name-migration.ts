/** What a statement does, by the words that drizzle-kit begins it with, and the name for that. */
const patterns: [RegExp, (...names: string[]) => string][] = [
	[/^CREATE TABLE `__new_(\w+)`/, (table) => `${table}_anew`],
	[/^CREATE TABLE `(\w+)`/, (table) => table],
	[/^DROP TABLE `(\w+)`/, (table) => `without_${table}`],
	[/^ALTER TABLE `(\w+)` RENAME TO `(\w+)`/, (_, table) => table],
	[/^ALTER TABLE `(\w+)` RENAME COLUMN "\w+" TO "(\w+)"/, (table, column) => `${table}_${column}`],
	[/^ALTER TABLE `(\w+)` ADD `(\w+)`/, (table, column) => `${table}_${column}`],
	[/^ALTER TABLE `(\w+)` DROP COLUMN `(\w+)`/, (table, column) => `${table}_without_${column}`],
	[/^CREATE (?:UNIQUE )?INDEX `(\w+)`/, (index) => index],
	[/^DROP INDEX `(\w+)`/, (index) => `without_${index}`]
];

/** A name for a migration of which nobody said one: by the first thing in it that has one. */
export function nameMigration(sql: string): string {
	for (const statement of sql.split('--> statement-breakpoint')) {
		for (const [pattern, name] of patterns) {
			const found = pattern.exec(statement.trim());
			if (found) return name(...found.slice(1).map(String)).toLowerCase();
		}
	}
	return 'changes';
}
