-- Rows as step 14 may find them. What begins with select must find a row in the newest tables.
insert into upgrade_health (operation_id, soak_seconds, longest_seconds, program) values (1, 60, 900, X'00FF');
insert into firmware_drift (device_id, state, build, board, runs, image_id, automatic, source, words, held_image, held_by,
  held_words, due, since)
values (1, 'DRIFTED', 'campus/24.10.2', 'acme,one', '23.05.5', 1, true, 'definition ap 🦄', 'it runs 23.05.5', 1, 1,
  'upgrade 1 came to nothing', false, '2026-01-02 03:04:05');
insert into firmware_drift_count (build, board, state, devices, counted_at)
values ('campus/24.10.2', 'acme,one', 'DRIFTED', 1, '2026-01-02 03:04:05');

select 1 from upgrade_health where operation_id = 1 and soak_seconds = 60 and longest_seconds = 900;
select 1 from firmware_drift where device_id = 1 and state = 'DRIFTED' and source = 'definition ap 🦄' and held_image = 1;
select 1 from firmware_drift_count where build = 'campus/24.10.2' and devices = 1;
