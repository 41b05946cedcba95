CREATE TABLE `sent_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`template` text NOT NULL,
	`asked_at` integer NOT NULL,
	`sent_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sent_mails_user_id` ON `sent_mails` (`user_id`,`sent_at`);--> statement-breakpoint
CREATE INDEX `sent_mails_sent_at` ON `sent_mails` (`sent_at`);