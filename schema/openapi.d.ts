// Made by `npm run schemas` of what the API is served by: a client's types for openapi.json.

export interface paths {
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the key acts for, and how far it reaches
         * @description Scope: `read` or `act` or `decide` or `triggers` or `webhooks`.
         */
        get: operations["readMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs, the newest first
         * @description Scope: `read`.
         */
        get: operations["listRuns"];
        put?: never;
        /**
         * Start the onboarding of a client
         * @description A client has one open run of this kind: where there is one, it is answered, with 200. Scope: `act`.
         */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run with its tasks and open exceptions
         * @description Scope: `read`.
         */
        get: operations["readRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in a run, from its beginning on
         * @description The record, chained by hashes. Words that people typed are named by id and digest only. Scope: `read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do something about a run
         * @description What the key's person may do is what they may do in Slack. Scope: `act`.
         */
        post: operations["actOnRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tasks, of one run or of all
         * @description Over all runs, what is open: ready, claimed, running, waiting, blocked or failed. With `run`, all of its tasks. Scope: `read`.
         */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A task
         * @description Scope: `read`.
         */
        get: operations["readTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do something about a task
         * @description What the key's person may do is what they may do in Slack. `approve` and `reject` need the scope `decide`, all else `act`. Scope: `act` or `decide`.
         */
        post: operations["actOnTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exceptions of runs and of triggers, the last opened first
         * @description Scope: `read`.
         */
        get: operations["listExceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An exception
         * @description Scope: `read`.
         */
        get: operations["readException"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle an exception, or open its gate
         * @description Scope: `decide`.
         */
        post: operations["actOnException"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Clients, by their keys
         * @description Scope: `read`.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Add a client
         * @description Where there is a client of that name it is answered as it is, with 200. Scope: `act`.
         */
        post: operations["addClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A client
         * @description Scope: `read`.
         */
        get: operations["readClient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a client's segment
         * @description By operators. What is opened from now on sees it: rules, conditions and calls. Runs under way keep the segment that they were opened under. The name and the key that is made of it stay. Scope: `act`.
         */
        patch: operations["changeClient"];
        trace?: never;
    };
    "/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Triggers, the last received first
         * @description Scope: `read`.
         */
        get: operations["listTriggers"];
        put?: never;
        /**
         * Say that something happened
         * @description It is stored, and then routed by the book's rules as what sources send is. Read it to see what became of it. Scope: `triggers`.
         */
        post: operations["sendTrigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/triggers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A trigger, and why it became what it became
         * @description Scope: `read`.
         */
        get: operations["readTrigger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signal a run, or the runs of a deal
         * @description It is kept as evidence of the deal. Tasks of its open runs that wait for it go on. Scope: `triggers`.
         */
        post: operations["sendSignal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Releases of the book, the newest first
         * @description Scope: `read`.
         */
        get: operations["listReleases"];
        put?: never;
        /**
         * Check and rehearse a book, and keep it as a draft
         * @description As `baton apply` does: of one with mistakes, or whose rehearsals don't come as expected, no release is made. What a release holds already makes none: that one is answered, with 200. Scope: `act`.
         */
        post: operations["applyBook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/releases/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A release, and what it would change
         * @description Scope: `read`.
         */
        get: operations["readRelease"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/releases/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask that a release become current
         * @description Approvers are asked in Slack. Where nobody else can approve it, it is published at once. Going back is asking for an old one. Scope: `decide`.
         */
        post: operations["publishRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/releases/{number}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a release that somebody asked for
         * @description Scope: `decide`.
         */
        post: operations["approveRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/releases/{number}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a release back
         * @description Scope: `decide`.
         */
        post: operations["rejectRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Operations, the newest first
         * @description Scope: `read`.
         */
        get: operations["listOperations"];
        put?: never;
        /**
         * Act on many runs at once
         * @description Each run is decided by itself, in the name of the key's person. With `dryRun` it is only said what would come of it. Scope: `act`.
         */
        post: operations["startOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An operation, and how far it has come
         * @description Scope: `read`.
         */
        get: operations["readOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an operation, or go on with it
         * @description Whoever began it can, and operators can stop it. `stop` waits for the run at hand; `continue` takes up the others. Scope: `act`.
         */
        post: operations["actOnOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo an operation
         * @description Another operation, in the name of the key's person: what the first one changed is as it was before, wherever it still is as that left it. Once for each. Scope: `act`.
         */
        post: operations["undoOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All webhooks, the oldest first
         * @description Scope: `webhooks`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events sent to an address
         * @description Scope: `webhooks`.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A webhook, and how its deliveries go
         * @description Scope: `webhooks`.
         */
        get: operations["readWebhook"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description What still waited for it is not sent. Scope: `webhooks`.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /**
         * Enable or disable a webhook, or change what it hears and where
         * @description Enabled again it hears of what comes after. Scope: `webhooks`.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a webhook's deliveries are signed with
         * @description Scope: `webhooks`.
         */
        get: operations["readWebhookSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook a `ping` now, once
         * @description Enabled or not. How that goes is answered, and counts for nothing else. Scope: `webhooks`.
         */
        post: operations["pingWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "client": "Example GmbH",
         *       "playbook": "enterprise"
         *     }
         */
        Start: {
            /**
             * @description The client's name
             * @example Example GmbH
             */
            client: string;
            /** @description By default, as the rules say */
            playbook?: string;
        };
        /**
         * @description What is done about a run
         * @example {
         *       "action": "pause",
         *       "on": "client",
         *       "reviewAt": "2026-12-01T09:00:00Z",
         *       "reason": "On holiday"
         *     }
         */
        RunAction: {
            /** @constant */
            action: "pause";
            /**
             * @description On whom it waits
             * @enum {string}
             */
            on: "client" | "vendor" | "us";
            /**
             * Format: date-time
             * @description An instant, with its offset from UTC
             * @example 2026-12-01T17:00:00+01:00
             */
            reviewAt: string;
            /**
             * @description Why
             * @example They are on holiday
             */
            reason?: string;
        } | {
            /** @constant */
            action: "resume";
        } | {
            /** @constant */
            action: "cancel";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason: string;
        } | {
            /** @constant */
            action: "merge";
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            into: string;
            /**
             * @description What to tell with it
             * @example They are on holiday
             */
            note?: string;
        } | {
            /** @constant */
            action: "move";
            /**
             * @description A client
             * @example cli_0a1b2c3d4e5f
             */
            client: string;
        } | {
            /** @constant */
            action: "assign";
            /**
             * @description A person, by their Slack id or their mail
             * @example csm-1@acme.example
             */
            to: string;
        } | {
            /** @constant */
            action: "hand-off";
            /**
             * @description A person, by their Slack id or their mail
             * @example csm-1@acme.example
             */
            to: string;
            /**
             * @description What to tell with it
             * @example They are on holiday
             */
            note?: string;
        } | {
            /** @constant */
            action: "accept";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
        } | {
            /** @constant */
            action: "decline";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
            /** @example They are on holiday */
            reason?: string;
        } | {
            /** @constant */
            action: "withdraw";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
        } | {
            /** @constant */
            action: "block";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason: string;
        } | {
            /** @constant */
            action: "add-task";
            /** @example Send the contract */
            title: string;
            /**
             * @description The number of the stage, from 0
             * @example 0
             */
            stage: number;
            /** @example support */
            role: string;
            sla?: components["schemas"]["Duration"];
            /** @default false */
            required: boolean;
        } | {
            /** @constant */
            action: "change-due";
            /**
             * Format: date-time
             * @description An instant, with its offset from UTC
             * @example 2026-12-01T17:00:00+01:00
             */
            dueAt: string;
        } | {
            /** @constant */
            action: "move-dues";
            later: components["schemas"]["Duration"];
        } | {
            /** @constant */
            action: "restore-dues";
            dues: components["schemas"]["MovedDue"][];
        };
        /**
         * @example {
         *       "amount": 2,
         *       "unit": "business days"
         *     }
         */
        Duration: {
            /** @example 2 */
            amount: number;
            /** @enum {string} */
            unit: "business days" | "business hours" | "days" | "hours" | "minutes";
        };
        /** @description When something was due before it was moved, and to when */
        MovedDue: {
            /**
             * @description Null: the run as a whole
             * @example tsk_0a1b2c3d4e5f_1
             */
            task: string | null;
            /**
             * Format: date-time
             * @description When it was due, and is to be due again. It may have passed
             * @example 2026-12-01T17:00:00+01:00
             */
            was: string;
            /**
             * Format: date-time
             * @description When it is due now: where that is another time, it is left
             * @example 2026-12-01T17:00:00+01:00
             */
            now: string;
        };
        /**
         * @description What is done about a task
         * @example {
         *       "action": "claim"
         *     }
         */
        TaskAction: {
            /** @constant */
            action: "claim";
        } | {
            /** @constant */
            action: "done";
            /**
             * @description The answer to what the task asks for
             * @example They are on holiday
             */
            evidence?: string;
        } | {
            /** @constant */
            action: "give-back";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason?: string;
        } | {
            /** @constant */
            action: "hand-off";
            /**
             * @description A person, by their Slack id or their mail
             * @example csm-1@acme.example
             */
            to: string;
            /**
             * @description What to tell with it
             * @example They are on holiday
             */
            note?: string;
        } | {
            /** @constant */
            action: "accept";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
        } | {
            /** @constant */
            action: "decline";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
            /** @example They are on holiday */
            reason?: string;
        } | {
            /** @constant */
            action: "withdraw";
            /**
             * @description An offer
             * @example hof_0a1b2c3d4e5f_7
             */
            handoff: string;
        } | {
            /** @constant */
            action: "assign";
            /**
             * @description A person, by their Slack id or their mail
             * @example csm-1@acme.example
             */
            to: string;
        } | {
            /** @constant */
            action: "acknowledge";
        } | {
            /** @constant */
            action: "snooze";
            for: components["schemas"]["Duration"];
        } | {
            /** @constant */
            action: "approve";
            /**
             * @description What to tell with it
             * @example They are on holiday
             */
            note?: string;
        } | {
            /** @constant */
            action: "reject";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason: string;
        } | {
            /** @constant */
            action: "block";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason: string;
        } | {
            /** @constant */
            action: "skip";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason: string;
        } | {
            /** @constant */
            action: "unskip";
        } | {
            /** @constant */
            action: "reopen";
            /**
             * @description Why
             * @example They are on holiday
             */
            reason?: string;
        } | {
            /** @constant */
            action: "change-due";
            /**
             * Format: date-time
             * @description An instant, with its offset from UTC
             * @example 2026-12-01T17:00:00+01:00
             */
            dueAt: string;
        };
        /**
         * @description How an exception is settled: a gate by a choice, what holds nothing up as it is
         * @example {
         *       "action": "open-gate",
         *       "choice": "resume",
         *       "cause": "The client's server refused us",
         *       "prevention": "They allow our addresses now"
         *     }
         */
        ExceptionAction: {
            /** @constant */
            action: "open-gate";
            /** @enum {string} */
            choice: "resume" | "skip" | "reroute" | "cancel";
            /**
             * @description The task that is done instead, for `reroute`
             * @example tsk_0a1b2c3d4e5f_3
             */
            to?: string;
            /**
             * @description What happened; a gate and a trigger need it
             * @example They are on holiday
             */
            cause?: string;
            /**
             * @description What keeps it from happening again; a gate and a trigger need it
             * @example They are on holiday
             */
            prevention?: string;
        } | {
            /** @constant */
            action: "settle";
            /**
             * @description What happened; a gate and a trigger need it
             * @example They are on holiday
             */
            cause?: string;
            /**
             * @description What keeps it from happening again; a gate and a trigger need it
             * @example They are on holiday
             */
            prevention?: string;
        };
        /**
         * @example {
         *       "name": "Example GmbH",
         *       "segment": "enterprise"
         *     }
         */
        ClientGiven: {
            /** @example Example GmbH */
            name: string;
            /** @example enterprise */
            segment?: string;
        };
        /**
         * @example {
         *       "segment": "enterprise"
         *     }
         */
        ClientChange: {
            segment: string | null;
        };
        /**
         * @description Something that happened outside, in Baton's own words
         * @example {
         *       "type": "deal.won",
         *       "deal": {
         *         "namespace": "crm.deal",
         *         "id": "5512"
         *       },
         *       "client": {
         *         "name": "Example GmbH",
         *         "segment": "enterprise"
         *       },
         *       "contract": {
         *         "value": "72000.00",
         *         "currency": "USD"
         *       }
         *     }
         */
        TriggerGiven: {
            /**
             * @description A canonical type, such as `deal.won`, or one of your own under `x.`
             * @example deal.won
             */
            type: string;
            /**
             * Format: date-time
             * @description When it happened; by default now
             * @example 2026-12-01T17:00:00+01:00
             */
            occurredAt?: string;
            /** @description By which the same one is known when it comes again; by default the Idempotency-Key */
            dedupeKey?: string;
            deal: {
                /**
                 * @description The system that the id is of, and its kind of record
                 * @example crm.deal
                 */
                namespace: string;
                /**
                 * @description The deal's id there
                 * @example 5512
                 */
                id: string;
                name?: string;
                stage?: string;
            };
            client: {
                /** @example Example GmbH */
                name: string;
                /** @example enterprise */
                segment?: string;
            };
            contract?: {
                /** @example 72000.00 */
                value: string;
                /** @example USD */
                currency: string;
            };
            /** @description Whether it may open a run; by default as the book says of its type */
            opens?: boolean;
            /** @description What else you know of it: conditions of tasks that wait for it may ask */
            event?: {
                [key: string]: components["schemas"]["__schema0"];
            };
        };
        /**
         * @description Something that tasks of a run, or of a deal's runs, wait for
         * @example {
         *       "run": "run_0a1b2c3d4e5f",
         *       "type": "payment.received",
         *       "event": {
         *         "amount": 700
         *       }
         *     }
         */
        SignalGiven: {
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            run?: string;
            deal?: {
                /**
                 * @description The system that the id is of, and its kind of record
                 * @example crm.deal
                 */
                namespace: string;
                /**
                 * @description The deal's id there
                 * @example 5512
                 */
                id: string;
            };
            /**
             * @description A canonical type, such as `deal.won`, or one of your own under `x.`
             * @example deal.won
             */
            type: string;
            /**
             * Format: date-time
             * @description When it happened; by default now
             * @example 2026-12-01T17:00:00+01:00
             */
            occurredAt?: string;
            /** @description By which the same one is known when it comes again; by default the Idempotency-Key */
            dedupeKey?: string;
            /** @description What else you know of it: conditions of tasks that wait for it may ask */
            event?: {
                [key: string]: components["schemas"]["__schema0"];
            };
        };
        /**
         * @description A whole book
         * @example {
         *       "files": {
         *         "workspace.yaml": "workspace: acme-saas\n…",
         *         "playbooks/enterprise.yaml": "playbook: …"
         *       }
         *     }
         */
        Book: {
            /** @description The book's files by their names in its folder, each as its text */
            files: {
                [key: string]: string;
            };
        };
        /**
         * @example {
         *       "reason": "The SLA of the kickoff is too short"
         *     }
         */
        Rejection: {
            /**
             * @description Why, so that its author can mend it
             * @example They are on holiday
             */
            reason: string;
        };
        /**
         * @description One act on many runs
         * @example {
         *       "filter": {
         *         "owner": "U0123456789"
         *       },
         *       "act": {
         *         "kind": "reassign",
         *         "to": "U0987654321",
         *         "tasks": true
         *       },
         *       "dryRun": true
         *     }
         */
        OperationGiven: {
            /** @description Which runs: those that it shows when the operation begins */
            filter: {
                /** @description By default those that are open */
                states?: ("active" | "paused" | "blocked" | "completed" | "cancelled")[];
                /**
                 * @description A person, by their Slack id
                 * @example U0123456789
                 */
                owner?: string;
                playbook?: string;
                /** @description A client's key, or how the name begins */
                client?: string;
                overdue?: boolean;
            };
            act: {
                /** @constant */
                kind: "reassign";
                /**
                 * @description A person, by their Slack id or their mail
                 * @example csm-1@acme.example
                 */
                to: string;
                /**
                 * @description What the owner holds there goes with it
                 * @default false
                 */
                tasks: boolean;
            } | {
                /** @constant */
                kind: "move-due";
                later: components["schemas"]["Duration"];
            };
            /**
             * @description Only say what would come of it
             * @default false
             */
            dryRun: boolean;
            /** @description Of a dry run: it begins only if it would still change the same runs */
            digest?: string;
        };
        /**
         * @example {
         *       "action": "stop"
         *     }
         */
        OperationAction: {
            /** @enum {string} */
            action: "stop" | "continue";
        };
        /**
         * @example {
         *       "dryRun": true
         *     }
         */
        OperationUndo: {
            /**
             * @description Only say what would come of it
             * @default false
             */
            dryRun: boolean;
            /** @description Of a dry run: it begins only if it would still change the same runs */
            digest?: string;
        };
        WebhookGiven: {
            /**
             * Format: uri
             * @description An https address that is public, on port 443 or 8443
             * @example https://hooks.acme.example/baton
             */
            url: string;
            /**
             * @description Which events; none: all
             * @default []
             */
            types: ("run-opened" | "run-assigned" | "run-moved" | "run-absorbed" | "run-due-changed" | "run-overdue" | "run-paused" | "run-resumed" | "run-completed" | "run-cancelled" | "pause-review-due" | "deadlines-suspended" | "task-ready" | "task-claimed" | "task-assigned" | "task-given-back" | "task-done" | "task-approved" | "task-rejected" | "task-attempted" | "late-result-kept" | "task-watched" | "child-opened" | "signal-received" | "task-succeeded" | "task-skipped" | "task-waived" | "task-failed" | "task-blocked" | "task-unblocked" | "task-extended" | "task-reminded" | "task-overdue" | "task-escalated" | "task-acknowledged" | "task-snoozed" | "task-added" | "task-reopened" | "task-unskipped" | "approval-recalled" | "due-changed" | "handoff-offered" | "handoff-accepted" | "handoff-declined" | "handoff-withdrawn" | "handoff-expired" | "exception-opened" | "exception-overdue" | "exception-closed")[];
        };
        /**
         * @example {
         *       "enabled": true
         *     }
         */
        WebhookChange: {
            /**
             * Format: uri
             * @description An https address that is public, on port 443 or 8443
             * @example https://hooks.acme.example/baton
             */
            url?: string;
            /** @description Which events; none: all */
            types?: ("run-opened" | "run-assigned" | "run-moved" | "run-absorbed" | "run-due-changed" | "run-overdue" | "run-paused" | "run-resumed" | "run-completed" | "run-cancelled" | "pause-review-due" | "deadlines-suspended" | "task-ready" | "task-claimed" | "task-assigned" | "task-given-back" | "task-done" | "task-approved" | "task-rejected" | "task-attempted" | "late-result-kept" | "task-watched" | "child-opened" | "signal-received" | "task-succeeded" | "task-skipped" | "task-waived" | "task-failed" | "task-blocked" | "task-unblocked" | "task-extended" | "task-reminded" | "task-overdue" | "task-escalated" | "task-acknowledged" | "task-snoozed" | "task-added" | "task-reopened" | "task-unskipped" | "approval-recalled" | "due-changed" | "handoff-offered" | "handoff-accepted" | "handoff-declined" | "handoff-withdrawn" | "handoff-expired" | "exception-opened" | "exception-overdue" | "exception-closed")[];
            enabled?: boolean;
        };
        __schema0: string | number | boolean | null | components["schemas"]["__schema0"][] | {
            [key: string]: components["schemas"]["__schema0"];
        };
        /** @description Who asks by this key */
        Me: {
            /**
             * @description In whose name the key acts
             * @example U0123456789
             */
            person: string;
            workspace: string;
            key: {
                id: string;
                name: string;
                scopes: ("read" | "act" | "decide" | "triggers" | "webhooks")[];
                /** @description Null: never */
                expiresAt: string | null;
            };
        };
        /**
         * @description Why a request did not do what it asked (RFC 9457)
         * @example {
         *       "type": "urn:baton:problem:not-allowed",
         *       "title": "The key's person may not do that",
         *       "status": 403,
         *       "detail": "Only the owner, U0123456789, or an operator can do this.",
         *       "code": "not-allowed"
         *     }
         */
        Problem: {
            /** @description Stable, and the same for every problem of its kind */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong here, in words for people */
            detail: string;
            /** @description Why Baton refused it, for programs */
            code?: string;
            errors?: {
                /** @description Where in the body, as a JSON pointer */
                pointer?: string;
                /** @description Which parameter or header */
                parameter?: string;
                detail: string;
            }[];
        };
        /** @description One page of a list */
        RunPage: {
            data: components["schemas"]["RunLine"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description A run in a list */
        RunLine: {
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            id: string;
            client: {
                /**
                 * @description A client
                 * @example cli_0a1b2c3d4e5f
                 */
                id: string;
                key: string;
                name: string;
            };
            playbook: string;
            title: string;
            /** @enum {string} */
            state: "active" | "paused" | "blocked" | "completed" | "cancelled";
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            owner: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            openedAt: string;
            dueAt: string | null;
            completedAt: string | null;
            cancelledAt: string | null;
            pause: {
                /** @enum {string} */
                on: "client" | "vendor" | "us";
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                reviewAt: string;
            } | null;
            tasksDone: number;
            /** @description All but those that were skipped or waived */
            tasks: number;
            overdueTasks: number;
            /** @description How many hold it up */
            gates: number;
            /** @description The address of its thread in Slack */
            thread: string | null;
        };
        Started: {
            /** @description The client had an open run already: this is it */
            wasOpen: boolean;
            run: components["schemas"]["Run"];
        };
        /** @description One client going through one playbook */
        Run: {
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            id: string;
            /** @description Grows with everything that happens; also the ETag */
            version: number;
            client: {
                /**
                 * @description A client
                 * @example cli_0a1b2c3d4e5f
                 */
                id: string;
                key: string;
                name: string;
            };
            playbook: string;
            title: string;
            release: number;
            /** @enum {string} */
            state: "active" | "paused" | "blocked" | "completed" | "cancelled";
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            owner: string;
            /** @description Of its ownership */
            offer: components["schemas"]["Offer"] | null;
            overdue: boolean;
            /**
             * Format: date-time
             * @description When the sale happened, from which its time is counted
             * @example 2026-11-24T09:00:00.000Z
             */
            occurredAt: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            openedAt: string;
            dueAt: string | null;
            completedAt: string | null;
            cancelledAt: string | null;
            /** @description The run that goes on in its stead */
            mergedInto: string | null;
            /** @description The task that it fulfils */
            parent: {
                /**
                 * @description A run
                 * @example run_0a1b2c3d4e5f
                 */
                run: string;
                /**
                 * @description A task
                 * @example tsk_0a1b2c3d4e5f_3
                 */
                task: string;
            } | null;
            pause: {
                /** @enum {string} */
                on: "client" | "vendor" | "us";
                reason: string | null;
                /** @description Null: the run that it is part of was paused */
                by: string | null;
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                since: string;
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                reviewAt: string;
            } | null;
            simulated: boolean;
            backfilled: boolean;
            /** @description The address of its thread in Slack */
            thread: string | null;
            stages: string[];
            tasks: components["schemas"]["Task"][];
            exceptions: components["schemas"]["OpenException"][];
        };
        /** @description Somebody was asked to take over and has not answered */
        Offer: {
            /**
             * @description An offer, or another change of hands
             * @example hof_0a1b2c3d4e5f_7
             */
            id: string;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            from: string;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            to: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            offeredAt: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            expiresAt: string;
        };
        Task: {
            /**
             * @description A task
             * @example tsk_0a1b2c3d4e5f_3
             */
            id: string;
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            run: string;
            /** @description Its name in the playbook */
            key: string;
            title: string;
            stage: string;
            /** @enum {string} */
            kind: "human" | "automation" | "approval" | "wait" | "client" | "run";
            /** @enum {string} */
            state: "pending" | "ready" | "claimed" | "running" | "waiting" | "blocked" | "failed" | "done" | "skipped" | "waived";
            /** @description Who does it, or looks after it */
            role: string;
            required: boolean;
            /** @description Keys of the tasks that must be over before it starts */
            waitsFor: string[];
            /** @description When it counts as done */
            success: string | null;
            /** @description What `done` must bring as evidence */
            asksFor: string | null;
            /** @description The role that opens its gate */
            gate: string;
            /** @description How often it was started */
            execution: number;
            readyAt: string | null;
            dueAt: string | null;
            originalDueAt: string | null;
            assignee: string | null;
            claimedAt: string | null;
            offer: components["schemas"]["Offer"] | null;
            /** @description What rings because it is overdue */
            alarm: {
                /** @description 0: overdue, and nobody was told yet */
                level: number;
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                since: string;
                acknowledgedBy: string | null;
                snoozedUntil: string | null;
            } | null;
            /** @description The gate that it is behind */
            exception: string | null;
            /** @description The run that does it */
            child: string | null;
            approvals: string[];
            doneBy: string | null;
            /** @description When it was done, skipped, waived or failed */
            endedAt: string | null;
        };
        /** @description What left the normal path in a run */
        OpenException: {
            /**
             * @description An exception
             * @example exc_0a1b2c3d4e5f_12
             */
            id: string;
            /** @enum {string} */
            type: "missing_owner" | "data_mismatch" | "transient" | "manual" | "sla_breach" | "permanent_block";
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            owner: string;
            reason: string;
            /** @description What a person wrote about it */
            note: string | null;
            /** @description Null: it is about the whole run */
            task: string | null;
            /** @description The role that opens its gate; null: it holds nothing up */
            gate: string | null;
            openedBy: string | null;
            runbook: string | null;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            dueAt: string;
        };
        /** @description One page of a list */
        EventPage: {
            data: components["schemas"]["Event"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description What happened, as the record has it */
        Event: {
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            run: string;
            /** @description Its number in the run, from 1 */
            seq: number;
            /** @example task-done */
            type: string;
            /** @description The shape of `data` */
            version: number;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            at: string;
            actor: {
                /** @constant */
                kind: "person";
                /**
                 * @description A person, by their Slack id
                 * @example U0123456789
                 */
                id: string;
            } | {
                /** @constant */
                kind: "system";
                name: string;
            };
            /** @description The key of what was asked */
            cause: string;
            data: {
                [key: string]: unknown;
            };
            /** @description Of the chain of the run's events, in hex */
            hash: string;
        };
        /** @description One page of a list */
        TaskPage: {
            data: components["schemas"]["TaskLine"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description A task in a list */
        TaskLine: {
            /**
             * @description A task
             * @example tsk_0a1b2c3d4e5f_3
             */
            id: string;
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            run: string;
            client: {
                /**
                 * @description A client
                 * @example cli_0a1b2c3d4e5f
                 */
                id: string;
                name: string;
            };
            key: string;
            title: string;
            stage: string;
            /** @enum {string} */
            kind: "human" | "automation" | "approval" | "wait" | "client" | "run";
            /** @enum {string} */
            state: "pending" | "ready" | "claimed" | "running" | "waiting" | "blocked" | "failed" | "done" | "skipped" | "waived";
            role: string;
            assignee: string | null;
            readyAt: string | null;
            dueAt: string | null;
            overdue: boolean;
        };
        /** @description A task with its evidence */
        TaskRead: {
            /**
             * @description A task
             * @example tsk_0a1b2c3d4e5f_3
             */
            id: string;
            /**
             * @description A run
             * @example run_0a1b2c3d4e5f
             */
            run: string;
            /** @description Its name in the playbook */
            key: string;
            title: string;
            stage: string;
            /** @enum {string} */
            kind: "human" | "automation" | "approval" | "wait" | "client" | "run";
            /** @enum {string} */
            state: "pending" | "ready" | "claimed" | "running" | "waiting" | "blocked" | "failed" | "done" | "skipped" | "waived";
            /** @description Who does it, or looks after it */
            role: string;
            required: boolean;
            /** @description Keys of the tasks that must be over before it starts */
            waitsFor: string[];
            /** @description When it counts as done */
            success: string | null;
            /** @description What `done` must bring as evidence */
            asksFor: string | null;
            /** @description The role that opens its gate */
            gate: string;
            /** @description How often it was started */
            execution: number;
            readyAt: string | null;
            dueAt: string | null;
            originalDueAt: string | null;
            assignee: string | null;
            claimedAt: string | null;
            offer: components["schemas"]["Offer"] | null;
            /** @description What rings because it is overdue */
            alarm: {
                /** @description 0: overdue, and nobody was told yet */
                level: number;
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                since: string;
                acknowledgedBy: string | null;
                snoozedUntil: string | null;
            } | null;
            /** @description The gate that it is behind */
            exception: string | null;
            /** @description The run that does it */
            child: string | null;
            approvals: string[];
            doneBy: string | null;
            /** @description When it was done, skipped, waived or failed */
            endedAt: string | null;
            /** @description What `done` brought as evidence */
            evidence: string | null;
        };
        /** @description One page of a list */
        ExceptionPage: {
            data: components["schemas"]["Exception"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description Something that left the normal path */
        Exception: {
            /**
             * @description An exception
             * @example exc_0a1b2c3d4e5f_12
             */
            id: string;
            /** @enum {string} */
            state: "open" | "closed";
            /** @enum {string} */
            type: "missing_owner" | "data_mismatch" | "transient" | "manual" | "sla_breach" | "permanent_block";
            /** @description Null: it is a trigger's, which led to no run */
            run: string | null;
            trigger: string | null;
            /** @description Null: it is about the whole run, or a trigger */
            task: string | null;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            owner: string;
            reason: string;
            /** @description What a person wrote about it */
            note: string | null;
            /** @description The role that opens its gate; null: it holds nothing up */
            gate: string | null;
            runbook: string | null;
            /** @description Null: the system */
            openedBy: string | null;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            dueAt: string;
            closedAt: string | null;
            closedBy: string | null;
            choice: ("resume" | "skip" | "reroute" | "cancel") | null;
            /** @description The task that is done instead */
            instead: string | null;
            cause: string | null;
            prevention: string | null;
        };
        /** @description One page of a list */
        ClientPage: {
            data: components["schemas"]["Client"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /**
         * @description A company that is being onboarded
         * @example {
         *       "id": "cli_0a1b2c3d4e5f",
         *       "key": "example-gmbh",
         *       "name": "Example GmbH",
         *       "segment": "enterprise"
         *     }
         */
        Client: {
            /**
             * @description A client
             * @example cli_0a1b2c3d4e5f
             */
            id: string;
            /** @description A unique slug of the name */
            key: string;
            name: string;
            segment: string | null;
        };
        /** @description One page of a list */
        TriggerPage: {
            data: components["schemas"]["TriggerLine"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description A trigger in a list */
        TriggerLine: {
            /**
             * @description A trigger
             * @example trg_0a1b2c3d4e5f
             */
            id: string;
            source: string;
            /** @description What it means in the book's words; null: not read yet */
            type: string | null;
            /** @enum {string} */
            state: "stored" | "evidence" | "ignored" | "held" | "opened";
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            receivedAt: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            occurredAt: string;
            deal: string | null;
            /** @description The run that it opened or joined */
            run: string | null;
        };
        /** @description It is stored, and will be routed */
        TriggerAccepted: {
            /**
             * @description A trigger
             * @example trg_0a1b2c3d4e5f
             */
            id: string;
            /** @description It was there already, by its key */
            duplicate: boolean;
        };
        /** @description One thing that happened in a source */
        Trigger: {
            /**
             * @description A trigger
             * @example trg_0a1b2c3d4e5f
             */
            id: string;
            source: string;
            /** @description What it means in the book's words; null: not read yet */
            type: string | null;
            /** @enum {string} */
            state: "stored" | "evidence" | "ignored" | "held" | "opened";
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            receivedAt: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            occurredAt: string;
            deal: string | null;
            /** @description The run that it opened or joined */
            run: string | null;
            /** @description The event as it came */
            event: unknown;
            /** @description In whose name a program sent it; null: its source did, by a signature */
            sentBy: string | null;
            /** @description Why it still waits */
            lastError: string | null;
            /** @description What became of it, and why; null: not decided yet */
            routing: {
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                decidedAt: string;
                /** @enum {string} */
                outcome: "opened" | "joined" | "evidence" | "ignored" | "held";
                release: number;
                rule: string | null;
                playbook: string | null;
                role: string | null;
                owner: string | null;
                /** @description The role that had nobody */
                missingRole: string | null;
                /** @description Every rule that was tried, in order */
                tried: {
                    rule: string;
                    /** @enum {string} */
                    outcome: "matched" | "not-matched" | "error";
                    error?: string;
                }[];
                /** @description Every candidate for owner */
                considered: {
                    /**
                     * @description A person, by their Slack id
                     * @example U0123456789
                     */
                    id: string;
                    available: boolean;
                    openRuns: number;
                }[];
                /** @description What the source said of the deal */
                snapshot: {
                    client: {
                        externalId: string | null;
                        name: string;
                        segment: string | null;
                    };
                    contract: {
                        value: string | null;
                        currency: string | null;
                    };
                    deal: {
                        name: string | null;
                        stage: string | null;
                    };
                } | null;
            } | null;
        };
        /** @description One page of a list */
        ReleasePage: {
            data: components["schemas"]["ReleaseLine"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description A release in a list */
        ReleaseLine: {
            number: number;
            /** @description Whether new runs are opened under it */
            current: boolean;
            /** @description Null: it was read from the folder when Baton started */
            author: string | null;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            /** @description When it first became current; null: a draft */
            publishedAt: string | null;
            /**
             * @description Its playbooks, each with its version
             * @example {
             *       "enterprise": 3
             *     }
             */
            playbooks: {
                [key: string]: number;
            };
        };
        Applied: {
            /** @description False: a release with this content was there */
            made: boolean;
            /** @description About what is allowed and may not be meant */
            warnings: string[];
            release: components["schemas"]["Release"];
        };
        /** @description One numbered version of the book */
        Release: {
            number: number;
            /** @description Whether new runs are opened under it */
            current: boolean;
            /** @description Null: it was read from the folder when Baton started */
            author: string | null;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            /** @description When it first became current; null: a draft */
            publishedAt: string | null;
            /**
             * @description Its playbooks, each with its version
             * @example {
             *       "enterprise": 3
             *     }
             */
            playbooks: {
                [key: string]: number;
            };
            /** @description What making it current would change, in lines */
            changes: string[];
            /** @description Who asked that it become current, and whom; null: nobody waits for an answer */
            request: {
                id: string;
                /**
                 * @description A person, by their Slack id
                 * @example U0123456789
                 */
                by: string;
                /**
                 * Format: date-time
                 * @description An instant in UTC
                 * @example 2026-11-24T09:00:00.000Z
                 */
                at: string;
                asked: string[];
            } | null;
        };
        /** @description What came of asking that a release become current */
        Asked: {
            /** @enum {string} */
            outcome: "published" | "asked";
            /** @description Why nobody else had to approve it */
            why: ("first-release" | "lone-approver" | "no-approver") | null;
            /** @description Who can approve it */
            approvers: string[];
            release: components["schemas"]["Release"];
        };
        /** @description One page of a list */
        OperationPage: {
            data: components["schemas"]["OperationLine"][];
            /** @description The cursor of the next page; null: this is the last */
            next: string | null;
        };
        /** @description An operation in a list */
        OperationLine: {
            /**
             * @description An operation
             * @example opn_0a1b2c3d4e5f
             */
            id: string;
            /** @enum {string} */
            kind: "reassign" | "move-due" | "undo";
            /** @description The operation that it undoes */
            undoes: string | null;
            /** @description Which runs, as one types it in Slack */
            filter: string;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            by: string;
            /** @enum {string} */
            state: "running" | "stopped" | "done";
            total: number;
            done: number;
            /** @description Left as they were */
            refused: number;
            /** @description Whose change broke on our side, time and again */
            failed: number;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            finishedAt: string | null;
        };
        /** @description What would come of an operation. Nothing has happened */
        OperationForeseen: {
            /** @description How many runs it would change */
            will: number;
            /** @description Those that it would leave as they are, by why */
            wont: {
                code: string;
                runs: number;
            }[];
            /** @description In how many of those that it would change something would be late at once */
            late: number;
            /** @description There are more runs than one operation takes on */
            cut: boolean;
            /** @description Of which runs it would change: another where those are others */
            digest: string;
        };
        /** @description One act on many runs, and how far it has come */
        Operation: {
            /**
             * @description An operation
             * @example opn_0a1b2c3d4e5f
             */
            id: string;
            /** @enum {string} */
            kind: "reassign" | "move-due" | "undo";
            /** @description The operation that it undoes */
            undoes: string | null;
            /** @description Which runs, as one types it in Slack */
            filter: string;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            by: string;
            /** @enum {string} */
            state: "running" | "stopped" | "done";
            total: number;
            done: number;
            /** @description Left as they were */
            refused: number;
            /** @description Whose change broke on our side, time and again */
            failed: number;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            finishedAt: string | null;
            /** @description Why runs were left as they are, and some of their clients */
            refusals: {
                code: string;
                runs: number;
                clients: string[];
            }[];
            /** @description Some of the runs that failed */
            failures: {
                /**
                 * @description A run
                 * @example run_0a1b2c3d4e5f
                 */
                run: string;
                /** @description By which the log tells what broke */
                reference: string;
            }[];
            /** @description So much of what was to change in some runs stayed, since somebody had changed it */
            partly: {
                stayed: number;
                runs: number;
            } | null;
            /** @description Who stopped it, while it is stopped */
            stoppedBy: string | null;
            isUndone: boolean;
        };
        WebhookList: {
            data: components["schemas"]["Webhook"][];
        };
        /** @description Where another program hears of events */
        Webhook: {
            /**
             * @description A webhook
             * @example whk_0a1b2c3d4e5f
             */
            id: string;
            url: string;
            /** @description Which events; none: all */
            types: string[];
            enabled: boolean;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            createdBy: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            /** @description Since when no delivery has worked; null: the last one did, or there was none */
            failingSince: string | null;
            lastSuccessAt: string | null;
            lastError: string | null;
            disabledAt: string | null;
        };
        WebhookMade: {
            /**
             * @description A webhook
             * @example whk_0a1b2c3d4e5f
             */
            id: string;
            url: string;
            /** @description Which events; none: all */
            types: string[];
            enabled: boolean;
            /**
             * @description A person, by their Slack id
             * @example U0123456789
             */
            createdBy: string;
            /**
             * Format: date-time
             * @description An instant in UTC
             * @example 2026-11-24T09:00:00.000Z
             */
            createdAt: string;
            /** @description Since when no delivery has worked; null: the last one did, or there was none */
            failingSince: string | null;
            lastSuccessAt: string | null;
            lastError: string | null;
            disabledAt: string | null;
            /** @description Null: this request was answered before. Its secret has an address of its own */
            secret: string | null;
        };
        WebhookSecret: {
            /** @description What its deliveries are signed with, as Standard Webhooks has it */
            secret: string;
        };
        Pinged: {
            delivered: boolean;
            /** @description What it answered; null: nothing */
            status: number | null;
            problem: string | null;
        };
    };
    responses: {
        /** @description The request can't be read, or: The cursor does not belong here */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key is missing or not valid */
        Problem401: {
            headers: {
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key does not reach that far, or: The key's person may not do that */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        Problem429: {
            headers: {
                /** @description In seconds */
                "Retry-After": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something broke on our side */
        Problem500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The store can't be reached */
        Problem503: {
            headers: {
                /** @description In seconds */
                "Retry-After": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It can't be done as things stand, or: The Idempotency-Key names another request, or: The same request is still at work */
        Problem409: {
            headers: {
                /** @description In seconds, of `request-in-progress` */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Somebody changed it meanwhile */
        Problem412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description `open`: active, paused or blocked */
                state?: "active" | "paused" | "blocked" | "completed" | "cancelled" | "open" | "all";
                owner?: string;
                playbook?: string;
                /** @description A client's key, or how the name begins */
                client?: string;
                /** @description `true`: the run is late, or a task in it */
                overdue?: boolean;
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
                /** @description The ETag of what you saw: where it is another by now, nothing happens */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Start"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description It was made */
            201: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    /** @description Where it is */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you have */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The run's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description You have it already: it is what If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The run's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    actOnRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
                /** @description The ETag of what you saw: where it is another by now, nothing happens */
                "If-Match"?: string;
            };
            path: {
                /** @description The run's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunAction"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                run?: string;
                state?: "pending" | "ready" | "claimed" | "running" | "waiting" | "blocked" | "failed" | "done" | "skipped" | "waived";
                role?: string;
                assignee?: string;
                overdue?: boolean;
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you have */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The task's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRead"];
                };
            };
            /** @description You have it already: it is what If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    actOnTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
                /** @description The ETag of what you saw: where it is another by now, nothing happens */
                "If-Match"?: string;
            };
            path: {
                /** @description The task's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskAction"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The version of the run */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listExceptions: {
        parameters: {
            query?: {
                /** @description `open`: those that still wait for somebody */
                state?: "open" | "closed" | "all";
                run?: string;
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readException: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The exception's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exception"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    actOnException: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The exception's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExceptionAction"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exception"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description How the name begins: case, accents and signs don't matter */
                name?: string;
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    addClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientGiven"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description It was made */
            201: {
                headers: {
                    /** @description Where it is */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    changeClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The client's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientChange"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTriggers: {
        parameters: {
            query?: {
                state?: "stored" | "evidence" | "ignored" | "held" | "opened";
                source?: string;
                /** @description A deal */
                deal?: string;
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    sendTrigger: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriggerGiven"];
            };
        };
        responses: {
            /** @description So it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerAccepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readTrigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trigger's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    sendSignal: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignalGiven"];
            };
        };
        responses: {
            /** @description So it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerAccepted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listReleases: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    applyBook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Book"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applied"];
                };
            };
            /** @description It was made */
            201: {
                headers: {
                    /** @description Where it is */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applied"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The release's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Release"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    publishRelease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The release's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    approveRelease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The release's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Release"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    rejectRelease: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The release's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rejection"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Release"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listOperations: {
        parameters: {
            query?: {
                /** @description `true`: the key's person's */
                mine?: boolean;
                state?: "running" | "stopped" | "done";
                /** @description How many at most: 1 to 100 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    /** @description The address of the next page, where there is one */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    startOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationGiven"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationForeseen"];
                };
            };
            /** @description So it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The operation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    actOnOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The operation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationAction"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    undoOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The operation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationUndo"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationForeseen"];
                };
            };
            /** @description So it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookGiven"];
            };
        };
        responses: {
            /** @description It was made */
            201: {
                headers: {
                    /** @description Where it is */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMade"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    readWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pingWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, made up by you: sent again within 30 days, it gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description So it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pinged"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
}
