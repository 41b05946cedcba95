ALTER TABLE `users` ADD `suspended_at` integer;--> statement-breakpoint
CREATE INDEX `users_suspended_at` ON `users` (`suspended_at`,`id`) WHERE suspended_at is not null;