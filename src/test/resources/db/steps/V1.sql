-- Rows as step 1 may find them. What begins with select must find a row in the newest tables.
insert into device (id, mac, state, hostname, release_name, facts, attempts, token_confirmed, legacy_ssh, first_seen, last_seen, version)
values (1, '02:00:00:00:00:01', 'PROVISIONED', 'wrt1', '24.10.2', '{"model":"🦄"}', 3, true, false, '2026-01-02 03:04:05.678901', '2026-01-02 03:04:06', 4);
insert into host_key (device_id, type, key_base64, accepted, seen_at)
values (1, 'ssh-ed25519', 'AAAA', true, '2026-01-02 03:04:05');
insert into device_event (device_id, at, kind, message, run_id, detail)
values (1, '2026-01-02 03:04:05', 'OUTPUT', '🦄 done', 1, 'line');
insert into script_run (id, batch, device_id, script, arguments, state, exit_code, output_bytes, created_at, version)
values (1, 'b', 1, 'init.sh', '[]', 'SUCCEEDED', 0, 4, '2026-01-02 03:04:05', 1);
insert into provisioning (device_id, step, run_id, offered_release, flash_again, started_at, version)
values (1, 'DONE', 1, '24.10.2', false, '2026-01-02 03:04:05', 1);
insert into api_token (name, role, hash, created_at) values ('one', 'ADMIN', 'h1', '2026-01-02 03:04:05');
insert into enrolment_secret (hash, created_at) values ('h2', '2026-01-02 03:04:05');
insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
values ('provision', '1', '2026-01-02 03:04:05', false, 1);

select 1 from device where mac = '02:00:00:00:00:01' and facts like '%🦄%' and token_confirmed;
select 1 from host_key where device_id = 1 and key_base64 = 'AAAA' and accepted;
select 1 from device_event where device_id = 1 and message = '🦄 done' and detail = 'line';
select 1 from script_run where id = 1 and state = 'SUCCEEDED' and exit_code = 0;
select 1 from provisioning where device_id = 1 and offered_release = '24.10.2';
select 1 from api_token where name = 'one' and hash = 'h1';
select 1 from enrolment_secret where hash = 'h2';
select 1 from scheduled_tasks where task_name = 'provision' and task_instance = '1';
