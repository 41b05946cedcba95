ALTER TABLE `security_events` ADD `actor` text;--> statement-breakpoint
ALTER TABLE `security_events` ADD `reason` text;--> statement-breakpoint
CREATE INDEX `profiles_display_name` ON `profiles` ("display_name" collate nocase,`user_id`);