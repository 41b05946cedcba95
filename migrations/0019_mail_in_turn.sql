CREATE TABLE `slot_counts` (
	`kind` text NOT NULL,
	`slot` integer NOT NULL,
	`count` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `slot`)
);
--> statement-breakpoint
CREATE INDEX `slot_counts_expires_at` ON `slot_counts` (`expires_at`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `rank` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_rank` ON `outbox` (`rank`,`next_attempt_at`);