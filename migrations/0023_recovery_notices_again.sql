ALTER TABLE `delayed_recoveries` ADD `told_again_at` integer;--> statement-breakpoint
ALTER TABLE `delayed_recoveries` ADD `reminder_asked_at` integer;