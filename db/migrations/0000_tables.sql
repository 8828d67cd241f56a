CREATE SCHEMA IF NOT EXISTS "baton";
--> statement-breakpoint
CREATE TABLE "baton"."clients" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"segment" text,
	CONSTRAINT "clients_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "clients_workspace_id_key_unique" UNIQUE("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "baton"."deal_keys" (
	"workspace_id" text NOT NULL,
	"namespace" text NOT NULL,
	"external_id" text NOT NULL,
	"deal_id" text NOT NULL,
	CONSTRAINT "deal_keys_workspace_id_namespace_external_id_pk" PRIMARY KEY("workspace_id","namespace","external_id")
);
--> statement-breakpoint
CREATE TABLE "baton"."deals" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"client_id" text,
	"name" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deals_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."routing_decisions" (
	"workspace_id" text NOT NULL,
	"trigger_id" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"release" integer NOT NULL,
	"outcome" text NOT NULL,
	"rule" text,
	"playbook" text,
	"role" text,
	"owner" text,
	"missing_role" text,
	"tried" jsonb NOT NULL,
	"considered" jsonb NOT NULL,
	"snapshot" jsonb NOT NULL,
	"deal_id" text,
	"run_id" text,
	CONSTRAINT "routing_decisions_workspace_id_trigger_id_pk" PRIMARY KEY("workspace_id","trigger_id")
);
--> statement-breakpoint
CREATE TABLE "baton"."triggers" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"source" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"event" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"type" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"opens" boolean DEFAULT false NOT NULL,
	"status" text NOT NULL,
	"deal_id" text,
	"snapshot" jsonb,
	"last_error" text,
	CONSTRAINT "triggers_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "triggers_workspace_id_source_dedupe_key_unique" UNIQUE("workspace_id","source","dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "baton"."events" (
	"body" text NOT NULL,
	"workspace_id" text GENERATED ALWAYS AS (((body)::jsonb ->> 'workspace')) STORED NOT NULL,
	"run_id" text GENERATED ALWAYS AS (((body)::jsonb ->> 'run')) STORED NOT NULL,
	"seq" integer GENERATED ALWAYS AS ((((body)::jsonb ->> 'seq')::integer)) STORED NOT NULL,
	"type" text GENERATED ALWAYS AS (((body)::jsonb ->> 'type')) STORED NOT NULL,
	"at" text GENERATED ALWAYS AS (((body)::jsonb ->> 'at')) STORED NOT NULL,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "events_workspace_id_run_id_seq_pk" PRIMARY KEY("workspace_id","run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "baton"."intents" (
	"workspace_id" text NOT NULL,
	"key" text NOT NULL,
	"run_id" text NOT NULL,
	"answer" jsonb NOT NULL,
	"answered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "intents_workspace_id_key_pk" PRIMARY KEY("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "baton"."texts" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"author" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "texts_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."deadlines" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"kind" text NOT NULL,
	"task_id" text,
	"handoff_id" text,
	"level" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "deadlines_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."exceptions" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text,
	"trigger_id" text,
	"type" text NOT NULL,
	"owner" text NOT NULL,
	"reason" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "exceptions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."handoffs" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"task_id" text,
	"kind" text NOT NULL,
	"from_user" text,
	"to_user" text,
	"asked_by" text,
	"note_id" text,
	"note_digest" text,
	"reason_id" text,
	"reason_digest" text,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"outcome" text NOT NULL,
	CONSTRAINT "handoffs_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "handoffs_resolved" CHECK (("baton"."handoffs"."outcome" = 'offered') = ("baton"."handoffs"."resolved_at" is null))
);
--> statement-breakpoint
CREATE TABLE "baton"."runs" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"client_id" text NOT NULL,
	"deal_id" text NOT NULL,
	"generation" integer NOT NULL,
	"trigger_id" text,
	"playbook" text NOT NULL,
	"title" text NOT NULL,
	"release" integer NOT NULL,
	"channel" text NOT NULL,
	"calendar" text NOT NULL,
	"escalation" text NOT NULL,
	"stages" text[] NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"status" text NOT NULL,
	"owner" text NOT NULL,
	"owned_by" text NOT NULL,
	"overdue" boolean NOT NULL,
	"simulated" boolean NOT NULL,
	"backfilled" boolean NOT NULL,
	"version" integer NOT NULL,
	"head" "bytea" NOT NULL,
	CONSTRAINT "runs_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "runs_workspace_id_deal_id_generation_unique" UNIQUE("workspace_id","deal_id","generation"),
	CONSTRAINT "runs_completed" CHECK (("baton"."runs"."status" = 'completed') = ("baton"."runs"."completed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "baton"."tasks" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"number" integer NOT NULL,
	"key" text NOT NULL,
	"stage" integer NOT NULL,
	"title" text NOT NULL,
	"role" text NOT NULL,
	"required" boolean NOT NULL,
	"value" boolean NOT NULL,
	"waits_for" text[] NOT NULL,
	"sla" jsonb,
	"calendar" text NOT NULL,
	"success" text,
	"asks_for" text,
	"on_failure" text NOT NULL,
	"status" text NOT NULL,
	"ready_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"original_due_at" timestamp (3) with time zone,
	"assignee" text,
	"claimed_at" timestamp (3) with time zone,
	"held_by" text,
	"done_by" text,
	"done_at" timestamp (3) with time zone,
	"skipped_at" timestamp (3) with time zone,
	"evidence_id" text,
	"evidence_digest" text,
	"alarm" jsonb,
	CONSTRAINT "tasks_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "tasks_held_by_one" CHECK (("baton"."tasks"."status" in ('claimed', 'done')) = ("baton"."tasks"."assignee" is not null)),
	CONSTRAINT "tasks_done" CHECK (("baton"."tasks"."status" = 'done') = ("baton"."tasks"."done_at" is not null)),
	CONSTRAINT "tasks_begun" CHECK ("baton"."tasks"."status" not in ('ready', 'claimed', 'done') or "baton"."tasks"."ready_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "baton"."lanes" (
	"workspace_id" text NOT NULL,
	"lane" text NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "lanes_workspace_id_lane_pk" PRIMARY KEY("workspace_id","lane")
);
--> statement-breakpoint
CREATE TABLE "baton"."notices" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"seq" integer NOT NULL,
	"recipient" text NOT NULL,
	"kind" text NOT NULL,
	"about" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notices_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "notices_workspace_id_run_id_seq_recipient_kind_unique" UNIQUE("workspace_id","run_id","seq","recipient","kind")
);
--> statement-breakpoint
CREATE TABLE "baton"."rate_buckets" (
	"workspace_id" text NOT NULL,
	"bucket" text NOT NULL,
	"tokens" double precision NOT NULL,
	"refilled_at" timestamp (3) with time zone NOT NULL,
	"paused_until" timestamp (3) with time zone,
	"bulk_from" timestamp (3) with time zone,
	CONSTRAINT "rate_buckets_workspace_id_bucket_pk" PRIMARY KEY("workspace_id","bucket")
);
--> statement-breakpoint
CREATE TABLE "baton"."slack_messages" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"kind" text NOT NULL,
	"stage" integer,
	"part" integer,
	"notice_id" text,
	"lane" text NOT NULL,
	"channel" text,
	"ts" text,
	"wanted" integer NOT NULL,
	"shown" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"urgent" boolean NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"clicked_at" timestamp (3) with time zone,
	"shown_at" timestamp (3) with time zone,
	"not_before" timestamp (3) with time zone,
	"sending_since" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "slack_messages_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "baton"."demo_clock" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"offset_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "baton"."occurrences" (
	"workspace_id" text NOT NULL,
	"job" text NOT NULL,
	"period" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "occurrences_workspace_id_job_period_pk" PRIMARY KEY("workspace_id","job","period")
);
--> statement-breakpoint
CREATE TABLE "baton"."people" (
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"active" boolean NOT NULL,
	"internal" boolean NOT NULL,
	CONSTRAINT "people_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id"),
	CONSTRAINT "people_workspace_id_email_unique" UNIQUE("workspace_id","email")
);
--> statement-breakpoint
CREATE TABLE "baton"."releases" (
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"hash" text NOT NULL,
	"content" jsonb NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "releases_workspace_id_number_pk" PRIMARY KEY("workspace_id","number")
);
--> statement-breakpoint
CREATE TABLE "baton"."role_members" (
	"workspace_id" text NOT NULL,
	"role" text NOT NULL,
	"user_id" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "role_members_workspace_id_role_user_id_pk" PRIMARY KEY("workspace_id","role","user_id")
);
--> statement-breakpoint
CREATE TABLE "baton"."workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"slack_team" text,
	"slack_url" text NOT NULL,
	"currency" text NOT NULL,
	"timezone" text NOT NULL,
	"fallback_owner" text NOT NULL,
	"current_release" integer NOT NULL,
	CONSTRAINT "workspaces_slug_unique" UNIQUE("slug"),
	CONSTRAINT "workspaces_slack_team_unique" UNIQUE("slack_team")
);
--> statement-breakpoint
ALTER TABLE "baton"."clients" ADD CONSTRAINT "clients_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "baton"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."deal_keys" ADD CONSTRAINT "deal_keys_workspace_id_deal_id_deals_workspace_id_id_fk" FOREIGN KEY ("workspace_id","deal_id") REFERENCES "baton"."deals"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."deals" ADD CONSTRAINT "deals_workspace_id_client_id_clients_workspace_id_id_fk" FOREIGN KEY ("workspace_id","client_id") REFERENCES "baton"."clients"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."triggers" ADD CONSTRAINT "triggers_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "baton"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."deadlines" ADD CONSTRAINT "deadlines_workspace_id_run_id_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "baton"."runs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."handoffs" ADD CONSTRAINT "handoffs_workspace_id_run_id_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "baton"."runs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD CONSTRAINT "runs_workspace_id_client_id_clients_workspace_id_id_fk" FOREIGN KEY ("workspace_id","client_id") REFERENCES "baton"."clients"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD CONSTRAINT "runs_workspace_id_deal_id_deals_workspace_id_id_fk" FOREIGN KEY ("workspace_id","deal_id") REFERENCES "baton"."deals"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD CONSTRAINT "tasks_workspace_id_run_id_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "baton"."runs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."notices" ADD CONSTRAINT "notices_workspace_id_run_id_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "baton"."runs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baton"."slack_messages" ADD CONSTRAINT "slack_messages_workspace_id_run_id_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "baton"."runs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "routing_decisions_workspace_id_run_id_index" ON "baton"."routing_decisions" USING btree ("workspace_id","run_id");--> statement-breakpoint
CREATE INDEX "triggers_workspace_id_deal_id_index" ON "baton"."triggers" USING btree ("workspace_id","deal_id");--> statement-breakpoint
CREATE INDEX "triggers_workspace_id_status_received_at_index" ON "baton"."triggers" USING btree ("workspace_id","status","received_at");--> statement-breakpoint
CREATE INDEX "intents_answered_at_index" ON "baton"."intents" USING btree ("answered_at");--> statement-breakpoint
CREATE INDEX "deadlines_of_run" ON "baton"."deadlines" USING btree ("workspace_id","run_id") WHERE "baton"."deadlines"."state" = 'open';--> statement-breakpoint
CREATE INDEX "deadlines_due" ON "baton"."deadlines" USING btree ("at") WHERE "baton"."deadlines"."state" = 'open';--> statement-breakpoint
CREATE INDEX "exceptions_open" ON "baton"."exceptions" USING btree ("workspace_id","owner") WHERE "baton"."exceptions"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "exceptions_one_a_trigger" ON "baton"."exceptions" USING btree ("workspace_id","trigger_id");--> statement-breakpoint
CREATE INDEX "exceptions_of_run" ON "baton"."exceptions" USING btree ("workspace_id","run_id") WHERE "baton"."exceptions"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "handoffs_workspace_id_run_id_index" ON "baton"."handoffs" USING btree ("workspace_id","run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "handoffs_one_open_offer" ON "baton"."handoffs" USING btree ("workspace_id","run_id",coalesce("task_id", '')) WHERE "baton"."handoffs"."outcome" = 'offered';--> statement-breakpoint
CREATE INDEX "handoffs_waiting" ON "baton"."handoffs" USING btree ("workspace_id","to_user") WHERE "baton"."handoffs"."outcome" = 'offered';--> statement-breakpoint
CREATE INDEX "runs_workspace_id_status_opened_at_index" ON "baton"."runs" USING btree ("workspace_id","status","opened_at");--> statement-breakpoint
CREATE INDEX "runs_workspace_id_owner_status_index" ON "baton"."runs" USING btree ("workspace_id","owner","status");--> statement-breakpoint
CREATE INDEX "runs_workspace_id_client_id_index" ON "baton"."runs" USING btree ("workspace_id","client_id");--> statement-breakpoint
CREATE INDEX "tasks_workspace_id_run_id_index" ON "baton"."tasks" USING btree ("workspace_id","run_id");--> statement-breakpoint
CREATE INDEX "tasks_held" ON "baton"."tasks" USING btree ("workspace_id","assignee") WHERE "baton"."tasks"."status" = 'claimed';--> statement-breakpoint
CREATE INDEX "tasks_ready" ON "baton"."tasks" USING btree ("workspace_id","role") WHERE "baton"."tasks"."status" = 'ready';--> statement-breakpoint
CREATE UNIQUE INDEX "slack_messages_of_run" ON "baton"."slack_messages" USING btree ("workspace_id","run_id","kind","stage","part") WHERE "baton"."slack_messages"."kind" <> 'notice';--> statement-breakpoint
CREATE UNIQUE INDEX "slack_messages_of_notice" ON "baton"."slack_messages" USING btree ("workspace_id","notice_id");--> statement-breakpoint
CREATE UNIQUE INDEX "slack_messages_at" ON "baton"."slack_messages" USING btree ("workspace_id","channel","ts");--> statement-breakpoint
CREATE INDEX "slack_messages_waiting" ON "baton"."slack_messages" USING btree ("workspace_id","lane") WHERE "baton"."slack_messages"."wanted" > "baton"."slack_messages"."shown" and "baton"."slack_messages"."state" <> 'refused';