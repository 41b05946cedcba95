CREATE TABLE `preferences` (
	`user_id` text PRIMARY KEY NOT NULL,
	`theme` text,
	`locale` text,
	`timezone` text,
	`notify_new_sign_in` integer DEFAULT true NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
DROP INDEX `security_events_user_id_created_at`;--> statement-breakpoint
ALTER TABLE `security_events` ADD `kind` text DEFAULT 'sign-in' NOT NULL;--> statement-breakpoint
ALTER TABLE `security_events` ADD `new_browser` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `security_events_user_id_kind` ON `security_events` (`user_id`,`kind`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `security_events_created_at` ON `security_events` (`created_at`);--> statement-breakpoint
CREATE INDEX `security_events_user_id_created_at` ON `security_events` (`user_id`,`created_at`,`id`);