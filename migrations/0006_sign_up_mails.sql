ALTER TABLE `sign_ups` ADD `mail_asked_at` integer;--> statement-breakpoint
ALTER TABLE `sign_ups` ADD `mail_held_until` integer;