-- Completed by hand: the last four statements fill in what rows from before lack.
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`credential_id` text NOT NULL,
	`user_id` text NOT NULL,
	`public_key` blob NOT NULL,
	`algorithm` integer NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`aaguid` text NOT NULL,
	`name` text NOT NULL,
	`is_syncable` integer NOT NULL,
	`is_backed_up` integer NOT NULL,
	`is_automatic` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user_id` ON `passkeys` (`user_id`);--> statement-breakpoint
CREATE TABLE `used_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `used_challenges_expires_at` ON `used_challenges` (`expires_at`);--> statement-breakpoint
ALTER TABLE `pending_sign_ins` ADD `amr` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `pending_sign_ins` ADD `passkey_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `amr` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `passkey_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `missing` text;--> statement-breakpoint
ALTER TABLE `sign_ups` ADD `method` text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `passkey_handle` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_passkey_handle_unique` ON `users` (`passkey_handle`);--> statement-breakpoint
ALTER TABLE `preferences` ADD `automatic_passkey` integer DEFAULT true NOT NULL;--> statement-breakpoint
UPDATE `users` SET `passkey_handle` = lower(hex(randomblob(64))) WHERE `passkey_handle` IS NULL;--> statement-breakpoint
UPDATE `sign_ups` SET `method` = 'provider' WHERE `password_hash` = '';--> statement-breakpoint
UPDATE `sessions` SET `amr` = CASE `method` WHEN 'password' THEN 'pwd' WHEN 'sign-up' THEN 'mail' ELSE `method` END;--> statement-breakpoint
UPDATE `pending_sign_ins` SET `amr` = CASE `method` WHEN 'password' THEN 'pwd' WHEN 'sign-up' THEN 'mail' ELSE `method` END;
