-- Corrected by hand: drizzle-kit copies a "seq" that the old table lacks. The numbers follow time
-- here. No pragma: the migration runs in a transaction, where it does nothing, and no table refers
-- to this one.
CREATE TABLE `__new_security_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`type` text NOT NULL,
	`kind` text DEFAULT 'sign-in' NOT NULL,
	`method` text,
	`new_browser` integer DEFAULT false NOT NULL,
	`ip_address` text NOT NULL,
	`user_agent` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_security_events`("id", "user_id", "type", "kind", "method", "new_browser", "ip_address", "user_agent", "created_at") SELECT "id", "user_id", "type", "kind", "method", "new_browser", "ip_address", "user_agent", "created_at" FROM `security_events` ORDER BY "created_at", "id";--> statement-breakpoint
DROP TABLE `security_events`;--> statement-breakpoint
ALTER TABLE `__new_security_events` RENAME TO `security_events`;--> statement-breakpoint
CREATE UNIQUE INDEX `security_events_id_unique` ON `security_events` (`id`);--> statement-breakpoint
CREATE INDEX `security_events_user_id_created_at` ON `security_events` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `security_events_user_id_kind` ON `security_events` (`user_id`,`kind`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `security_events_created_at` ON `security_events` (`created_at`);