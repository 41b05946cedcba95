CREATE TABLE `oauth_transactions` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`purpose` text NOT NULL,
	`user_id` text,
	`session_id` text,
	`redirect_to` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE cascade ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `oauth_transactions_user_id` ON `oauth_transactions` (`user_id`);--> statement-breakpoint
CREATE INDEX `oauth_transactions_session_id` ON `oauth_transactions` (`session_id`);--> statement-breakpoint
CREATE INDEX `oauth_transactions_expires_at` ON `oauth_transactions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `pending_connections` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`email` text,
	`email_verified` integer NOT NULL,
	`display_name` text,
	`sign_up_id` text,
	`redirect_to` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`sign_up_id`) REFERENCES `sign_ups`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `pending_connections_email` ON `pending_connections` (`email`);--> statement-breakpoint
CREATE INDEX `pending_connections_sign_up_id` ON `pending_connections` (`sign_up_id`);--> statement-breakpoint
CREATE INDEX `pending_connections_expires_at` ON `pending_connections` (`expires_at`);--> statement-breakpoint
ALTER TABLE `oauth_accounts` ADD `issuer` text DEFAULT '' NOT NULL;