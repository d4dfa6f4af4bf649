-- Rows as step 3 may find them. What begins with select must find a row in the newest tables.
insert into plan (device_id, run_id, pattern, definition, digest, cuts_off, made_at, program, version)
values (1, 1, 'every 🦄', 'default', 'd1', true, '2026-01-02 03:04:05', x'01ff00', 1);
insert into plan_step (device_id, position, name, action, onstart, onsuccess, onfailure, state, exit_code, started_at, version)
values (1, 1, 'wifi 🦄', 'uci', '', 'done', '', 'CHANGED', 0, '2026-01-02 03:04:05', 1);
insert into device_event (device_id, at, kind, message, run_id, step, detail)
values (1, '2026-01-02 03:04:05', 'OUTPUT', 'wifi', 1, 1, 'line of a step');
update provisioning set waits_for = 'names', waits_words = '🦄' where device_id = 1;

select 1 from plan where device_id = 1 and pattern = 'every 🦄' and cuts_off and program = x'01ff00';
select 1 from plan_step where device_id = 1 and position = 1 and name = 'wifi 🦄' and state = 'CHANGED' and exit_code = 0;
select 1 from device_event where step = 1 and detail = 'line of a step';
select 1 from provisioning where waits_for = 'names' and waits_words = '🦄';
