CREATE TABLE `email_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`old_email` text NOT NULL,
	`new_email` text NOT NULL,
	`changed_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `email_changes_user_id` ON `email_changes` (`user_id`);--> statement-breakpoint
CREATE INDEX `email_changes_old_email` ON `email_changes` (`old_email`);--> statement-breakpoint
CREATE INDEX `email_changes_expires_at` ON `email_changes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `kept_forms` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text,
	`browser_hash` text,
	`action` text NOT NULL,
	`sealed` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE cascade ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `kept_forms_user_id` ON `kept_forms` (`user_id`);--> statement-breakpoint
CREATE INDEX `kept_forms_session_id` ON `kept_forms` (`session_id`);--> statement-breakpoint
CREATE INDEX `kept_forms_expires_at` ON `kept_forms` (`expires_at`);--> statement-breakpoint
CREATE TABLE `pending_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`reason` text NOT NULL,
	`method` text NOT NULL,
	`new_browser` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `pending_sign_ins_user_id` ON `pending_sign_ins` (`user_id`);--> statement-breakpoint
CREATE INDEX `pending_sign_ins_expires_at` ON `pending_sign_ins` (`expires_at`);--> statement-breakpoint
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
CREATE TABLE `avatars` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `avatars_user_id_unique` ON `avatars` (`user_id`);--> statement-breakpoint
DROP INDEX `security_events_user_id_created_at`;--> statement-breakpoint
ALTER TABLE `security_events` ADD `kind` text DEFAULT 'sign-in' NOT NULL;--> statement-breakpoint
ALTER TABLE `security_events` ADD `new_browser` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `security_events_user_id_kind` ON `security_events` (`user_id`,`kind`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `security_events_created_at` ON `security_events` (`created_at`);--> statement-breakpoint
CREATE INDEX `security_events_user_id_created_at` ON `security_events` (`user_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `tokens` ADD `email_change_id` text;--> statement-breakpoint
ALTER TABLE `users` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `new_browser_mail_at` integer;--> statement-breakpoint
ALTER TABLE `profiles` ADD `is_hidden` integer DEFAULT false NOT NULL;