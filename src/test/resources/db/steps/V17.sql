-- Rows as step 17 may find them. What begins with select must find a row in the newest tables.
insert into image_build
  (id, hash, state, step, os_version, target, profile, request, defaults, asker, client, turn, attempts, queued_at, started_at,
   used_at, worker, leased_until, bytes, pinned, version)
values (1, 'ab', 'STARTED', 'building_image', '24.10.2', 'ath79/generic', 'acme_one', '{"words":"🦄"}', x'01', 'ops 🦄', 'owut/1', 3,
  1, '2026-01-02 03:04:05', '2026-01-02 03:05:05', '2026-01-02 03:04:05', 'node-1', '2026-01-02 03:06:05', 0, false, 2);
insert into image_build
  (id, hash, state, os_version, target, profile, request, asker, turn, attempts, queued_at, ended_at, expires_at, used_at, fault,
   words, seconds, bytes, pinned, version)
values (2, 'cd', 'FAILED', '24.10.2', 'ath79/generic', 'acme_one', '{}', '192.0.2.1', 0, 1, '2026-01-02 03:04:05',
  '2026-01-02 03:14:05', '2026-01-02 04:14:05', '2026-01-02 03:04:05', 'NO_PACKAGE', 'missing 🦄', 17, 0, true, 5);
insert into image_result (build_id, answer, stdout, stderr) values (2, null, 'out 🦄', 'err');

select 1 from image_build where id = 1 and hash = 'ab' and asker = 'ops 🦄' and defaults = x'01' and worker = 'node-1';
select 1 from image_build b join image_result r on r.build_id = b.id where b.id = 2 and b.fault = 'NO_PACKAGE' and r.stdout = 'out 🦄';
