-- Corrected by hand: drizzle-kit copies the whole table to let "user_id" be absent. libSQL changes the
-- column instead, in no time however many rows there are; the foreign key, the table's own, stays.
CREATE TABLE `record_links` (
	`seq` integer PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`link` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `record_sealers` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text,
	`leased_until` integer,
	`head_told_at` integer
);
--> statement-breakpoint
ALTER TABLE `security_events` ALTER COLUMN `user_id` TO `user_id` text;--> statement-breakpoint
ALTER TABLE `security_events` ADD `removed` text;--> statement-breakpoint
ALTER TABLE `security_events` ADD `salt` text;--> statement-breakpoint
CREATE INDEX `security_events_kind` ON `security_events` (`kind`,`created_at`) WHERE kind <> 'sign-in';--> statement-breakpoint
CREATE INDEX `security_events_actor` ON `security_events` (`actor`,`created_at`) WHERE actor is not null;--> statement-breakpoint
CREATE INDEX `security_events_removed` ON `security_events` (`seq`) WHERE removed is not null;