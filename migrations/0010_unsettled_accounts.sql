ALTER TABLE `users` ADD `unsettled_since` integer;--> statement-breakpoint
CREATE INDEX `users_unsettled_since` ON `users` (`unsettled_since`) WHERE unsettled_since is not null;