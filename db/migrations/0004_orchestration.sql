CREATE TABLE "baton"."release_log" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"release" integer NOT NULL,
	"what" text NOT NULL,
	"by" text,
	"request" text,
	"from_release" integer,
	"note" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "release_log_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "baton"."runs" DROP CONSTRAINT "runs_workspace_id_deal_id_generation_unique";--> statement-breakpoint
ALTER TABLE "baton"."tasks" DROP CONSTRAINT "tasks_held_by_one";--> statement-breakpoint
ALTER TABLE "baton"."tasks" DROP CONSTRAINT "tasks_begun";--> statement-breakpoint
DROP INDEX "baton"."exceptions_of_run";--> statement-breakpoint
ALTER TABLE "baton"."texts" ALTER COLUMN "author" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."notices" ALTER COLUMN "run_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."slack_messages" ALTER COLUMN "run_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."releases" ALTER COLUMN "published_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."triggers" ADD COLUMN "signalled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "baton"."deadlines" ADD COLUMN "exception_id" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "task_id" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "note_id" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "note_digest" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "opened_by" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "gate" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "runbook" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "closed_by" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "choice" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "rerouted_to" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "cause_id" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "cause_digest" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "prevention_id" text;--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD COLUMN "prevention_digest" text;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "parent_run_id" text;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "parent_task_id" text;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "parent_execution" integer;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "cancelled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD COLUMN "signals" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD COLUMN "work" jsonb DEFAULT '{"kind":"human","mode":"claim"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD COLUMN "condition" text;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD COLUMN "gate" text DEFAULT 'operators' NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD COLUMN "execution" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD COLUMN "detail" jsonb;--> statement-breakpoint
ALTER TABLE "baton"."releases" ADD COLUMN "playbook_versions" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."releases" ADD COLUMN "author" text;--> statement-breakpoint
ALTER TABLE "baton"."releases" ADD COLUMN "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "baton"."release_log" ADD CONSTRAINT "release_log_workspace_id_release_releases_workspace_id_number_fk" FOREIGN KEY ("workspace_id","release") REFERENCES "baton"."releases"("workspace_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "release_log_workspace_id_release_index" ON "baton"."release_log" USING btree ("workspace_id","release");--> statement-breakpoint
CREATE UNIQUE INDEX "release_log_one_answer" ON "baton"."release_log" USING btree ("workspace_id","request") WHERE "baton"."release_log"."what" in ('published', 'rejected', 'withdrawn');--> statement-breakpoint
CREATE INDEX "clients_by_name" ON "baton"."clients" USING btree ("workspace_id",lower("name") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "deal_keys_of_deal" ON "baton"."deal_keys" USING btree ("workspace_id","deal_id");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_a_deal" ON "baton"."runs" USING btree ("workspace_id","deal_id","generation") WHERE "baton"."runs"."parent_run_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_an_execution" ON "baton"."runs" USING btree ("workspace_id","parent_task_id","parent_execution");--> statement-breakpoint
CREATE INDEX "runs_of_parent" ON "baton"."runs" USING btree ("workspace_id","parent_run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_of_no_run" ON "baton"."notices" USING btree ("workspace_id","recipient","kind","about") WHERE "baton"."notices"."run_id" is null;--> statement-breakpoint
CREATE INDEX "exceptions_of_run" ON "baton"."exceptions" USING btree ("workspace_id","run_id","closed_at");--> statement-breakpoint
ALTER TABLE "baton"."exceptions" ADD CONSTRAINT "exceptions_reviewed" CHECK ("baton"."exceptions"."gate" is null or "baton"."exceptions"."closed_at" is null or "baton"."exceptions"."choice" is null or ("baton"."exceptions"."cause_id" is not null and "baton"."exceptions"."prevention_id" is not null));--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD CONSTRAINT "runs_cancelled" CHECK (("baton"."runs"."status" = 'cancelled') = ("baton"."runs"."cancelled_at" is not null));--> statement-breakpoint
ALTER TABLE "baton"."runs" ADD CONSTRAINT "runs_parent" CHECK (num_nulls("baton"."runs"."parent_run_id", "baton"."runs"."parent_task_id", "baton"."runs"."parent_execution") in (0, 3));--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD CONSTRAINT "tasks_held_by_none" CHECK ("baton"."tasks"."assignee" is null or "baton"."tasks"."status" in ('claimed', 'done', 'blocked'));--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD CONSTRAINT "tasks_held_by_one" CHECK ("baton"."tasks"."status" <> 'claimed' or "baton"."tasks"."assignee" is not null);--> statement-breakpoint
ALTER TABLE "baton"."tasks" ADD CONSTRAINT "tasks_begun" CHECK ("baton"."tasks"."status" in ('pending', 'skipped', 'waived', 'failed') or "baton"."tasks"."ready_at" is not null);