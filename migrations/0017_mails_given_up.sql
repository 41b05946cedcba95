ALTER TABLE `outbox` ADD `server_said` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `given_up_at` integer;--> statement-breakpoint
CREATE INDEX `outbox_created_at` ON `outbox` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`created_at`,`id`) WHERE attempts > 0;