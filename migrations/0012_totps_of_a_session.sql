ALTER TABLE `totps` ADD `session_started_at` integer;--> statement-breakpoint
CREATE INDEX `totps_user_id` ON `totps` (`user_id`);