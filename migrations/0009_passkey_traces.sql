ALTER TABLE `security_events` ADD `passkey` text;--> statement-breakpoint
ALTER TABLE `passkeys` ADD `rp_id` text DEFAULT '' NOT NULL;