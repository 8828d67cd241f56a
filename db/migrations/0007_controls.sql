CREATE TABLE "baton"."api_keys" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"person" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "api_keys_one_a_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "baton"."api_requests" (
	"workspace_id" text NOT NULL,
	"api_key_id" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer,
	"body" text,
	"headers" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"leased_by" text,
	"leased_until" timestamp (3) with time zone,
	CONSTRAINT "api_requests_workspace_id_api_key_id_key_pk" PRIMARY KEY("workspace_id","api_key_id","key")
);
--> statement-breakpoint
CREATE TABLE "baton"."webhooks" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"url" text NOT NULL,
	"types" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"enabled" boolean NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_error" text,
	"disabled_at" timestamp (3) with time zone,
	CONSTRAINT "webhooks_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."operation_items" (
	"workspace_id" text NOT NULL,
	"operation_id" text NOT NULL,
	"number" integer NOT NULL,
	"run_id" text NOT NULL,
	"state" text NOT NULL,
	"refusal" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"reference" text,
	"stayed" integer DEFAULT 0 NOT NULL,
	"before" jsonb,
	CONSTRAINT "operation_items_workspace_id_operation_id_number_pk" PRIMARY KEY("workspace_id","operation_id","number")
);
--> statement-breakpoint
CREATE TABLE "baton"."operations" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"spec" jsonb NOT NULL,
	"filter" text NOT NULL,
	"by" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"undoes" text,
	"stopped_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "operations_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
DROP INDEX "baton"."triggers_workspace_id_status_received_at_index";--> statement-breakpoint
DROP INDEX "baton"."runs_workspace_id_status_opened_at_index";--> statement-breakpoint
DROP INDEX "baton"."runs_workspace_id_owner_status_index";--> statement-breakpoint
DROP INDEX "baton"."runs_workspace_id_client_id_index";--> statement-breakpoint
ALTER TABLE "baton"."deals" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "pause" jsonb;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "paused_seconds" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."api_keys" ADD CONSTRAINT "api_keys_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "baton"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."api_requests" ADD CONSTRAINT "api_requests_workspace_id_api_key_id_api_keys_workspace_id_id_fk" FOREIGN KEY ("workspace_id","api_key_id") REFERENCES "baton"."api_keys"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."webhooks" ADD CONSTRAINT "webhooks_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "baton"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."operation_items" ADD CONSTRAINT "operation_items_workspace_id_operation_id_operations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","operation_id") REFERENCES "baton"."operations"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_requests_created_at_index" ON "baton"."api_requests" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhooks_enabled" ON "baton"."webhooks" USING btree ("workspace_id") WHERE "baton"."webhooks"."enabled";--> statement-breakpoint
CREATE INDEX "operations_workspace_id_created_at_id_index" ON "baton"."operations" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "operations_workspace_id_state_created_at_id_index" ON "baton"."operations" USING btree ("workspace_id","state","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "operations_undone_once" ON "baton"."operations" USING btree ("workspace_id","undoes");--> statement-breakpoint
CREATE INDEX "clients_by_key" ON "baton"."clients" USING btree ("workspace_id","key" collate "C");--> statement-breakpoint
CREATE INDEX "triggers_workspace_id_status_received_at_id_index" ON "baton"."triggers" USING btree ("workspace_id","status","received_at","id");--> statement-breakpoint
CREATE INDEX "triggers_received" ON "baton"."triggers" USING btree ("workspace_id","received_at","id");--> statement-breakpoint
CREATE INDEX "exceptions_opened" ON "baton"."exceptions" USING btree ("workspace_id","opened_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_live_a_deal" ON "baton"."runs" USING btree ("workspace_id","deal_id") WHERE "baton"."runs"."parent_run_id" is null and "baton"."runs"."status" in ('active', 'paused', 'blocked');--> statement-breakpoint
CREATE INDEX "runs_listed" ON "baton"."runs" USING btree ("workspace_id","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_listed_by_owner" ON "baton"."runs" USING btree ("workspace_id","owner","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_listed_by_playbook" ON "baton"."runs" USING btree ("workspace_id","playbook","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_listed_by_owner_and_playbook" ON "baton"."runs" USING btree ("workspace_id","owner","playbook","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_of_client" ON "baton"."runs" USING btree ("workspace_id","client_id","status","opened_at","id");--> statement-breakpoint
CREATE INDEX "runs_late" ON "baton"."runs" USING btree ("workspace_id","status","opened_at","id") WHERE "baton"."runs"."late";--> statement-breakpoint
CREATE INDEX "runs_late_by_owner" ON "baton"."runs" USING btree ("workspace_id","owner","status","opened_at","id") WHERE "baton"."runs"."late";--> statement-breakpoint
CREATE INDEX "runs_late_by_playbook" ON "baton"."runs" USING btree ("workspace_id","playbook","status","opened_at","id") WHERE "baton"."runs"."late";--> statement-breakpoint
CREATE INDEX "runs_open_by_release" ON "baton"."runs" USING btree ("workspace_id","playbook","release") WHERE "baton"."runs"."status" in ('active', 'paused', 'blocked');--> statement-breakpoint
CREATE INDEX "tasks_open" ON "baton"."tasks" USING btree ("workspace_id","id") WHERE "baton"."tasks"."status" in ('ready', 'claimed', 'running', 'waiting', 'blocked', 'failed');--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD CONSTRAINT "runs_paused" CHECK (("baton"."runs"."status" = 'paused') = ("baton"."runs"."pause" is not null));--> statement-breakpoint
ALTER TABLE "baton"."triggers" ADD COLUMN "sent_by" text;