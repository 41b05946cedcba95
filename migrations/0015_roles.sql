ALTER TABLE `users` ADD `role` text DEFAULT 'person' NOT NULL;--> statement-breakpoint
CREATE INDEX `users_role` ON `users` (`role`,`id`) WHERE role <> 'person';