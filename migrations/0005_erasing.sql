ALTER TABLE `users` ADD `erasing_at` integer;--> statement-breakpoint
CREATE INDEX `users_closed_at` ON `users` (`closed_at`,`erasing_at`) WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX `sessions_created_at` ON `sessions` (`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_recipient` ON `outbox` (`recipient`);--> statement-breakpoint
CREATE INDEX `outbox_subject_id` ON `outbox` (`subject_id`);