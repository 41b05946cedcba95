CREATE TABLE `delayed_recoveries` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`requested_at` integer NOT NULL,
	`started_at` integer,
	`due_at` integer,
	`reminded_at` integer,
	`offered_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `delayed_recoveries_user_id_unique` ON `delayed_recoveries` (`user_id`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recovery_codes_user_id` ON `recovery_codes` (`user_id`);--> statement-breakpoint
CREATE TABLE `shown_recovery_codes` (
	`user_id` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `shown_recovery_codes_expires_at` ON `shown_recovery_codes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `removed_factors` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`sealed` text NOT NULL,
	`removed_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `removed_factors_user_id` ON `removed_factors` (`user_id`);--> statement-breakpoint
CREATE INDEX `removed_factors_expires_at` ON `removed_factors` (`expires_at`);--> statement-breakpoint
CREATE TABLE `totps` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`sealed` text NOT NULL,
	`number` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`last_used_at` integer,
	`expires_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `totps_confirmed` ON `totps` (`user_id`) WHERE confirmed_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `totps_waiting` ON `totps` (`user_id`) WHERE confirmed_at is null;--> statement-breakpoint
CREATE INDEX `totps_expires_at` ON `totps` (`expires_at`);--> statement-breakpoint
CREATE TABLE `trusted_devices` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`hash` text NOT NULL,
	`previous_hash` text,
	`rotated_at` integer NOT NULL,
	`user_agent` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `trusted_devices_hash_unique` ON `trusted_devices` (`hash`);--> statement-breakpoint
CREATE INDEX `trusted_devices_user_id` ON `trusted_devices` (`user_id`);--> statement-breakpoint
CREATE INDEX `trusted_devices_previous_hash` ON `trusted_devices` (`previous_hash`);--> statement-breakpoint
CREATE INDEX `trusted_devices_expires_at` ON `trusted_devices` (`expires_at`);--> statement-breakpoint
CREATE TABLE `stored_keys` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `pending_sign_ins` ADD `via` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `pending_sign_ins` ADD `event_id` text;--> statement-breakpoint
ALTER TABLE `users` ADD `asks_second_step` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `factor_required_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `wrong_code_mail_at` integer;