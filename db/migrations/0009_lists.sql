DROP INDEX "baton"."runs_workspace_id_status_opened_at_index";--> statement-breakpoint
DROP INDEX "baton"."runs_workspace_id_owner_status_index";--> statement-breakpoint
DROP INDEX "baton"."runs_workspace_id_client_id_index";--> statement-breakpoint
ALTER TABLE "baton"."operation_items" ADD COLUMN "before" jsonb;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "clients_by_key" ON "baton"."clients" USING btree ("workspace_id","key" collate "C");--> statement-breakpoint
CREATE INDEX "runs_listed" ON "baton"."runs" USING btree ("workspace_id","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_listed_by_owner" ON "baton"."runs" USING btree ("workspace_id","owner","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_listed_by_playbook" ON "baton"."runs" USING btree ("workspace_id","playbook","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_of_client" ON "baton"."runs" USING btree ("workspace_id","client_id","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_late" ON "baton"."runs" USING btree ("workspace_id","status","opened_at","id") WHERE "baton"."runs"."late";