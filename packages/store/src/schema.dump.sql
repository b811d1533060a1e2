table act
  column actor text not null
  column at timestamp with time zone not null default clock_timestamp()
  column confirmed boolean not null default false
  column id uuid not null
  column kind text not null
  column params jsonb not null default '{}'::jsonb
  column undoes uuid
  constraint act_pkey PRIMARY KEY (id)
  constraint act_undoes_fkey FOREIGN KEY (undoes) REFERENCES act(id)
table assignment
  column act uuid not null
  column community text collate "C" not null
  column deputy_for uuid
  column ended_act uuid
  column from_date date not null
  column id uuid not null
  column origin text not null
  column person uuid not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column role text not null
  column until_date date
  column version bigint not null generated always as identity
  constraint assignment_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint assignment_check CHECK (((until_date IS NULL) OR (until_date >= from_date)))
  constraint assignment_deputy_for_fkey FOREIGN KEY (deputy_for) REFERENCES person(id)
  constraint assignment_ended_act_fkey FOREIGN KEY (ended_act) REFERENCES act(id)
  constraint assignment_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint assignment_pkey PRIMARY KEY (version)
  CREATE INDEX assignment_history ON assignment USING btree (person, community, recorded_until)
  CREATE INDEX assignment_now ON assignment USING btree (community, person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE UNIQUE INDEX assignment_now_id ON assignment USING btree (id) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE INDEX assignment_now_person ON assignment USING btree (person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table audit
  column act uuid
  column action text not null
  column actor text not null
  column at timestamp with time zone not null default clock_timestamp()
  column chain bigint
  column community text
  column data jsonb not null default '{}'::jsonb
  column operation uuid
  column person uuid
  column seal bytea
  column sealed_at timestamp with time zone
  column seq bigint not null generated always as identity
  column target text
  constraint audit_pkey PRIMARY KEY (seq)
  CREATE UNIQUE INDEX audit_chain_once ON audit USING btree (chain) WHERE (chain IS NOT NULL)
  CREATE INDEX audit_community ON audit USING btree (community, seq)
  CREATE INDEX audit_login ON audit USING btree (target, at) WHERE (action = 'login.answered'::text)
  CREATE UNIQUE INDEX audit_operation_once ON audit USING btree (operation, action) WHERE (operation IS NOT NULL)
  CREATE INDEX audit_person ON audit USING btree (person, seq)
  CREATE INDEX audit_unsealed ON audit USING btree (seq) WHERE (seal IS NULL)
table audit_head
  column chain bigint not null
  column seal bytea not null
  column singleton boolean not null default true
  constraint audit_head_pkey PRIMARY KEY (singleton)
  constraint audit_head_singleton_check CHECK (singleton)
table block
  column community text
  column decided_at timestamp with time zone
  column decided_by text
  column detail jsonb not null default '{}'::jsonb
  column id uuid not null
  column plan uuid not null
  column rule text not null
  column state text not null default 'waiting'::text
  column target text
  constraint block_pkey PRIMARY KEY (id)
  constraint block_plan_fkey FOREIGN KEY (plan) REFERENCES plan(id)
  constraint block_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'obsolete'::text])))
table card_choice
  column act uuid not null
  column community text collate "C" not null
  column listed boolean not null
  column person uuid not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column shown text[] not null
  column version bigint not null generated always as identity
  constraint card_choice_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint card_choice_person_fkey FOREIGN KEY (person) REFERENCES person(id) ON DELETE CASCADE
  constraint card_choice_pkey PRIMARY KEY (version)
  CREATE INDEX card_choice_community ON card_choice USING btree (community, person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE UNIQUE INDEX card_choice_now ON card_choice USING btree (person, community) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table change
  column act uuid
  column at timestamp with time zone not null default clock_timestamp()
  column community text
  column person uuid
  column plan uuid
  column seq bigint not null generated always as identity
  column xact xid8 not null default pg_current_xact_id()
  constraint change_pkey PRIMARY KEY (seq)
  CREATE INDEX change_community ON change USING btree (community, xact)
  CREATE INDEX change_person ON change USING btree (person, xact)
  CREATE INDEX change_unplanned ON change USING btree (seq) WHERE (plan IS NULL)
  CREATE INDEX change_xact ON change USING btree (xact)
table community
  column access jsonb not null default '{}'::jsonb
  column act uuid not null
  column id text collate "C" not null
  column language text not null
  column modality text not null
  column name text not null
  column own_roles jsonb not null default '[]'::jsonb
  column parent text
  column purpose text not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column settings jsonb not null
  column stage text not null
  column tools jsonb not null default '{}'::jsonb
  column version bigint not null generated always as identity
  column zone text not null
  constraint community_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint community_pkey PRIMARY KEY (version)
  CREATE UNIQUE INDEX community_now ON community USING btree (id) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table drift
  column act uuid
  column community text
  column detail jsonb not null default '{}'::jsonb
  column first_seen timestamp with time zone not null default clock_timestamp()
  column id uuid not null
  column key text not null
  column kind text not null
  column last_seen timestamp with time zone not null default clock_timestamp()
  column nature text not null
  column person uuid
  column state text not null default 'open'::text
  column target text collate "C" not null
  constraint drift_pkey PRIMARY KEY (id)
  constraint drift_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'put-back'::text, 'gone'::text])))
  CREATE UNIQUE INDEX drift_open ON drift USING btree (target, kind, nature, key) WHERE (state = 'open'::text)
table guest_link
  column community text collate "C" not null
  column digest bytea not null
  column expires_at timestamp with time zone not null
  column id uuid not null
  column made_by uuid not null
  column purpose text not null default ''::text
  column revoked_at timestamp with time zone
  column uses integer not null default 0
  column valid_from timestamp with time zone not null default clock_timestamp()
  column waits boolean not null default true
  constraint guest_link_check CHECK ((expires_at > valid_from))
  constraint guest_link_digest_key UNIQUE (digest)
  constraint guest_link_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id) ON DELETE CASCADE
  constraint guest_link_pkey PRIMARY KEY (id)
  CREATE INDEX guest_link_community ON guest_link USING btree (community)
table guest_visit
  column asked_at timestamp with time zone not null default clock_timestamp()
  column decided_at timestamp with time zone
  column decided_by uuid
  column digest bytea not null
  column id uuid not null
  column link uuid not null
  column name text not null
  column seen_at timestamp with time zone not null default clock_timestamp()
  column verdict text
  constraint guest_visit_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id) ON DELETE SET NULL
  constraint guest_visit_digest_key UNIQUE (digest)
  constraint guest_visit_link_fkey FOREIGN KEY (link) REFERENCES guest_link(id) ON DELETE CASCADE
  constraint guest_visit_pkey PRIMARY KEY (id)
  constraint guest_visit_verdict_check CHECK ((verdict = ANY (ARRAY['admitted'::text, 'refused'::text])))
  CREATE INDEX guest_visit_link ON guest_visit USING btree (link)
table instance
  column access jsonb not null default '{}'::jsonb
  column epoch bigint not null default 1
  column epoch_at timestamp with time zone not null default now()
  column id uuid not null
  column seal_key bytea not null
  column settings jsonb not null default '{}'::jsonb
  column singleton boolean not null default true
  constraint instance_pkey PRIMARY KEY (singleton)
  constraint instance_singleton_check CHECK (singleton)
table link
  column address_given text
  column anchor text
  column disabled_by_us boolean not null default false
  column native text collate "C" not null
  column operation uuid
  column ownership text not null
  column person uuid not null
  column since timestamp with time zone not null default clock_timestamp()
  column state text not null default 'live'::text
  column target text collate "C" not null
  constraint link_ownership_check CHECK ((ownership = ANY (ARRAY['made'::text, 'adopted'::text, 'linked'::text])))
  constraint link_pkey PRIMARY KEY (target, native)
  constraint link_state_check CHECK ((state = ANY (ARRAY['live'::text, 'retired'::text])))
  constraint link_target_fkey FOREIGN KEY (target) REFERENCES target(id)
  CREATE UNIQUE INDEX link_person ON link USING btree (target, person) WHERE (state = 'live'::text)
table login_attempt
  column expires_at timestamp with time zone not null
  column id bytea not null
  column nonce text not null
  column return_to text not null
  column state text not null
  column verifier text not null
  constraint login_attempt_pkey PRIMARY KEY (id)
  CREATE INDEX login_attempt_expires ON login_attempt USING btree (expires_at)
table login_session
  column confirmed_at timestamp with time zone not null default clock_timestamp()
  column created_at timestamp with time zone not null default clock_timestamp()
  column expires_at timestamp with time zone not null
  column id bytea not null
  column issuer text not null
  column person uuid not null
  column sealed bytea not null
  column seen_at timestamp with time zone not null default clock_timestamp()
  column sid text
  column subject text not null
  constraint login_session_person_fkey FOREIGN KEY (person) REFERENCES person(id) ON DELETE CASCADE
  constraint login_session_pkey PRIMARY KEY (id)
  CREATE INDEX login_session_expires ON login_session USING btree (expires_at)
  CREATE INDEX login_session_person ON login_session USING btree (person)
  CREATE INDEX login_session_sid ON login_session USING btree (issuer, sid) WHERE (sid IS NOT NULL)
  CREATE INDEX login_session_subject ON login_session USING btree (issuer, subject)
table made_entry
  column community text collate "C" not null
  column digest text not null
  column entry text collate "C" not null
  column operation uuid
  column since timestamp with time zone not null default clock_timestamp()
  column space_key text collate "C" not null
  column target text collate "C" not null
  constraint made_entry_pkey PRIMARY KEY (target, community, space_key, entry)
table made_grant
  column group_key text collate "C" not null
  column level text not null
  column operation uuid
  column space_key text collate "C" not null
  column target text collate "C" not null
  constraint made_grant_pkey PRIMARY KEY (target, space_key, group_key)
table made_membership
  column community text collate "C" not null
  column group_key text collate "C" not null
  column operation uuid
  column person uuid not null
  column since timestamp with time zone not null default clock_timestamp()
  column target text collate "C" not null
  constraint made_membership_pkey PRIMARY KEY (target, community, person, group_key)
table made_person_grant
  column community text collate "C" not null
  column level text not null
  column operation uuid
  column person uuid not null
  column since timestamp with time zone not null default clock_timestamp()
  column space_key text collate "C" not null
  column target text collate "C" not null
  constraint made_person_grant_pkey PRIMARY KEY (target, community, person, space_key)
  CREATE INDEX made_person_grant_person ON made_person_grant USING btree (person)
table meeting
  column act uuid not null
  column cancelled boolean not null default false
  column community text collate "C" not null
  column description text not null default ''::text
  column ends text not null
  column id uuid not null
  column modality text not null
  column place text
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column sequence integer not null default 0
  column starts text not null
  column title text not null
  column version bigint not null generated always as identity
  column zone text not null
  constraint meeting_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint meeting_ends_check CHECK ((ends ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d$'::text))
  constraint meeting_modality_check CHECK ((modality = ANY (ARRAY['on-site'::text, 'remote'::text, 'hybrid'::text])))
  constraint meeting_pkey PRIMARY KEY (version)
  constraint meeting_starts_check CHECK ((starts ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d$'::text))
  CREATE INDEX meeting_now ON meeting USING btree (community, starts) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE UNIQUE INDEX meeting_now_id ON meeting USING btree (id) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table membership
  column act uuid not null
  column community text collate "C" not null
  column ended_act uuid
  column from_date date not null
  column id uuid not null
  column origin text not null
  column participation text not null
  column person uuid not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column until_date date
  column version bigint not null generated always as identity
  constraint membership_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint membership_check CHECK (((until_date IS NULL) OR (until_date >= from_date)))
  constraint membership_ended_act_fkey FOREIGN KEY (ended_act) REFERENCES act(id)
  constraint membership_participation_check CHECK ((participation = ANY (ARRAY['peripheral'::text, 'active'::text, 'core'::text])))
  constraint membership_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint membership_pkey PRIMARY KEY (version)
  CREATE INDEX membership_history ON membership USING btree (person, community, recorded_until)
  CREATE INDEX membership_now ON membership USING btree (community, person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE UNIQUE INDEX membership_now_id ON membership USING btree (id) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE INDEX membership_now_person ON membership USING btree (person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table native_object
  column community text collate "C" not null
  column key text collate "C" not null
  column kind text not null
  column label text not null
  column name text not null
  column native text collate "C"
  column operation uuid
  column ownership text not null
  column since timestamp with time zone not null default clock_timestamp()
  column state text not null default 'reserved'::text
  column target text collate "C" not null
  constraint native_object_kind_check CHECK ((kind = ANY (ARRAY['group'::text, 'space'::text])))
  constraint native_object_ownership_check CHECK ((ownership = ANY (ARRAY['made'::text, 'adopted'::text])))
  constraint native_object_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'live'::text, 'retired'::text])))
  constraint native_object_target_fkey FOREIGN KEY (target) REFERENCES target(id)
  CREATE INDEX native_object_community ON native_object USING btree (target, community)
  CREATE UNIQUE INDEX native_object_key ON native_object USING btree (target, kind, key) WHERE (state <> 'retired'::text)
  CREATE UNIQUE INDEX native_object_native ON native_object USING btree (target, kind, native) WHERE (native IS NOT NULL)
table notice
  column at timestamp with time zone not null default clock_timestamp()
  column code text not null
  column id uuid not null
  column params jsonb not null default '{}'::jsonb
  column resolved_at timestamp with time zone
  column severity text not null
  column subject text not null default ''::text
  constraint notice_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX notice_open ON notice USING btree (code, subject) WHERE (resolved_at IS NULL)
table observation
  column counts jsonb not null default '{}'::jsonb
  column ended_at timestamp with time zone
  column extent text not null
  column id bigint not null generated always as identity
  column snapshot pg_snapshot not null default pg_current_snapshot()
  column started_at timestamp with time zone not null default clock_timestamp()
  column state text not null default 'reading'::text
  column target text collate "C" not null
  constraint observation_extent_check CHECK ((extent = ANY (ARRAY['full'::text, 'targeted'::text])))
  constraint observation_pkey PRIMARY KEY (id)
  constraint observation_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'complete'::text, 'partial'::text, 'failed'::text])))
  constraint observation_target_fkey FOREIGN KEY (target) REFERENCES target(id)
  CREATE INDEX observation_latest ON observation USING btree (target, id DESC)
table observed
  column a text collate "C" not null
  column b text collate "C" not null default ''::text
  column data jsonb not null
  column kind text not null
  column observation bigint not null
  column target text collate "C" not null
  constraint observed_pkey PRIMARY KEY (target, kind, a, b)
table observed_container
  column at timestamp with time zone not null default clock_timestamp()
  column container text collate "C" not null
  column error jsonb
  column observation bigint not null
  column state text not null
  column target text collate "C" not null
  constraint observed_container_pkey PRIMARY KEY (target, container)
  constraint observed_container_state_check CHECK ((state = ANY (ARRAY['complete'::text, 'partial'::text])))
table operation
  column attempt uuid
  column attempts integer not null default 0
  column because jsonb not null default '{}'::jsonb
  column before jsonb
  column block uuid
  column change jsonb not null
  column community text collate "C"
  column ended_at timestamp with time zone
  column error jsonb
  column hold text
  column id uuid not null
  column key text collate "C" not null
  column kind text not null
  column not_before timestamp with time zone
  column object text collate "C" not null
  column person uuid
  column phase text not null
  column plan uuid not null
  column position integer not null
  column priority smallint not null
  column recovered boolean not null default false
  column started_at timestamp with time zone
  column state text not null default 'planned'::text
  column target text collate "C" not null
  column uncertain boolean not null default false
  column verb text not null
  column worker uuid
  constraint operation_block_fkey FOREIGN KEY (block) REFERENCES block(id)
  constraint operation_phase_check CHECK ((phase = ANY (ARRAY['take'::text, 'give'::text])))
  constraint operation_pkey PRIMARY KEY (id)
  constraint operation_plan_fkey FOREIGN KEY (plan) REFERENCES plan(id)
  constraint operation_plan_target_position_key UNIQUE (plan, target, "position")
  constraint operation_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'running'::text, 'applied'::text, 'already'::text, 'superseded'::text, 'failed'::text, 'cancelled'::text])))
  constraint operation_target_fkey FOREIGN KEY (target) REFERENCES target(id)
  CREATE INDEX operation_person ON operation USING btree (person) WHERE (person IS NOT NULL)
  CREATE INDEX operation_plan ON operation USING btree (plan, state)
  CREATE INDEX operation_ready ON operation USING btree (target, priority, "position") WHERE ((state = 'planned'::text) AND (hold IS NULL))
  CREATE INDEX operation_running ON operation USING btree (target) WHERE (state = 'running'::text)
  CREATE INDEX operation_uncertain ON operation USING btree (target, key) WHERE uncertain
table operation_block
  column block uuid not null
  column operation uuid not null
  constraint operation_block_block_fkey FOREIGN KEY (block) REFERENCES block(id)
  constraint operation_block_operation_fkey FOREIGN KEY (operation) REFERENCES operation(id)
  constraint operation_block_pkey PRIMARY KEY (operation, block)
  CREATE INDEX operation_block_block ON operation_block USING btree (block)
table operation_effect
  column after text not null
  column before text not null
  column community text collate "C" not null
  column counted_loss boolean not null
  column operation uuid not null
  column part text
  column person uuid not null
  column tool text not null
  constraint operation_effect_operation_fkey FOREIGN KEY (operation) REFERENCES operation(id)
  constraint operation_effect_pkey PRIMARY KEY (operation, person, community, tool)
  CREATE INDEX operation_effect_loss ON operation_effect USING btree (community, person) WHERE counted_loss
table person
  column created_at timestamp with time zone not null default now()
  column id uuid not null
  column state text not null default 'active'::text
  column state_act uuid
  constraint person_pkey PRIMARY KEY (id)
  constraint person_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'departed'::text])))
table person_name
  column display_name text not null
  column email text
  column email_folded text
  column family_name text not null
  column given_name text not null
  column organization text
  column person uuid not null
  column phone_number text
  column preferred_language text not null default 'fr'::text
  column search text not null default ''::text
  constraint person_name_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint person_name_pkey PRIMARY KEY (person)
  CREATE INDEX person_name_email ON person_name USING btree (email_folded)
table person_record
  column active boolean not null default true
  column digest bytea not null
  column external_id text not null
  column first_seen timestamp with time zone not null default now()
  column gone_at timestamp with time zone
  column login text
  column person uuid not null
  column source text not null
  constraint person_record_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint person_record_pkey PRIMARY KEY (source, external_id)
  CREATE INDEX person_record_person ON person_record USING btree (person)
table person_state
  column act uuid
  column person uuid not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column state text not null
  column version bigint not null generated always as identity
  constraint person_state_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint person_state_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint person_state_pkey PRIMARY KEY (version)
  constraint person_state_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'departed'::text])))
  CREATE INDEX person_state_person ON person_state USING btree (person, recorded_from)
table plan
  column act uuid
  column approved_at timestamp with time zone
  column approved_by text
  column created_at timestamp with time zone not null default clock_timestamp()
  column created_by text not null
  column ended_at timestamp with time zone
  column expires_at timestamp with time zone not null
  column extent text not null
  column id uuid not null
  column number bigint not null generated always as identity
  column scope jsonb not null default '{}'::jsonb
  column snapshot pg_snapshot not null default pg_current_snapshot()
  column state text not null default 'planning'::text
  column summary jsonb not null default '{}'::jsonb
  constraint plan_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint plan_number_key UNIQUE (number)
  constraint plan_pkey PRIMARY KEY (id)
table plan_target
  column detail jsonb not null default '{}'::jsonb
  column observation bigint
  column plan uuid not null
  column state text not null
  column target text collate "C" not null
  constraint plan_target_observation_fkey FOREIGN KEY (observation) REFERENCES observation(id)
  constraint plan_target_pkey PRIMARY KEY (plan, target)
  constraint plan_target_plan_fkey FOREIGN KEY (plan) REFERENCES plan(id)
  constraint plan_target_target_fkey FOREIGN KEY (target) REFERENCES target(id)
table ration_spent
  column at timestamp with time zone not null default clock_timestamp()
  column bucket text not null
  column for_taking boolean not null
  column target text collate "C" not null
  CREATE INDEX ration_spent_window ON ration_spent USING btree (target, bucket, at)
table record_apart
  column act uuid not null
  column external_id text not null
  column source text not null
  constraint record_apart_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint record_apart_pkey PRIMARY KEY (source, external_id)
table rotation_turn
  column act uuid not null
  column community text collate "C" not null
  column ended_act uuid
  column id uuid not null
  column meeting date not null
  column person uuid not null
  column recorded_from timestamp with time zone not null default clock_timestamp()
  column recorded_until timestamp with time zone not null default 'infinity'::timestamp with time zone
  column role text not null
  column version bigint not null generated always as identity
  constraint rotation_turn_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint rotation_turn_ended_act_fkey FOREIGN KEY (ended_act) REFERENCES act(id)
  constraint rotation_turn_person_fkey FOREIGN KEY (person) REFERENCES person(id)
  constraint rotation_turn_pkey PRIMARY KEY (version)
  CREATE INDEX rotation_turn_now ON rotation_turn USING btree (community, person) WHERE (recorded_until = 'infinity'::timestamp with time zone)
  CREATE UNIQUE INDEX rotation_turn_now_id ON rotation_turn USING btree (id) WHERE (recorded_until = 'infinity'::timestamp with time zone)
table schema_migration
  column applied_at timestamp with time zone not null default now()
  column checksum text not null
  column name text not null
  column number integer not null
  constraint schema_migration_pkey PRIMARY KEY (number)
table source_run
  column act uuid
  column approved_at timestamp with time zone
  column approved_by text
  column counts jsonb not null default '{}'::jsonb
  column ended_at timestamp with time zone
  column findings jsonb not null default '[]'::jsonb
  column id uuid not null
  column shape jsonb
  column source text not null
  column started_at timestamp with time zone not null default clock_timestamp()
  column state text not null default 'reading'::text
  constraint source_run_act_fkey FOREIGN KEY (act) REFERENCES act(id)
  constraint source_run_pkey PRIMARY KEY (id)
  CREATE INDEX source_run_latest ON source_run USING btree (source, started_at DESC)
table target
  column behind boolean not null default false
  column connector text not null
  column credential_proven text
  column credential_refused text
  column fence bigint not null default 0
  column fence_worker uuid
  column id text collate "C" not null
  column marked_epoch bigint not null default 0
  column mode text not null default 'active'::text
  column quarantine_count integer not null default 0
  column quarantine_reason jsonb
  column quarantined_until timestamp with time zone
  column restored_from_backup boolean not null default false
  constraint target_mode_check CHECK ((mode = ANY (ARRAY['active'::text, 'observe-only'::text, 'paused'::text])))
  constraint target_pkey PRIMARY KEY (id)
table used_once
  column expires_at timestamp with time zone not null
  column purpose text collate "C" not null
  column value text collate "C" not null
  constraint used_once_pkey PRIMARY KEY (purpose, value)
  CREATE INDEX used_once_expires ON used_once USING btree (expires_at)
table worker
  column ended_at timestamp with time zone
  column heartbeat_at timestamp with time zone not null default clock_timestamp()
  column host text not null
  column id uuid not null
  column job_workers text[] not null default '{}'::text[]
  column pid integer not null
  column started_at timestamp with time zone not null default clock_timestamp()
  constraint worker_pkey PRIMARY KEY (id)
