-- Rows as step 18 may find them. What begins with select must find a row in the newest tables.
insert into tailored_image (id, hash, sha256, os_version, target, profile, packages, manifest, image_id, made_at)
values (1, 'ab', 'cd', '24.10.2', 'ath79/generic', 'acme_one', '["tcpdump","-ppp"]', '{"tcpdump":"4.99-1"}', 1,
  '2026-01-02 03:04:05');
insert into tailored_device
  (device_id, state, hash, request, generation, asked_by, asked_at, since, code, words, image_id, upgrade_id, version)
values (1, 'FAILED', 'ab', '{"words":"🦄"}', 7, 'ops 🦄', '2026-01-02 03:04:05', '2026-01-02 03:05:05', 'packages',
  'missing 🦄', null, null, 3);
insert into firmware_check
  (device_id, board, runs, of_branch, newest, packages, package_words, words, waiting, checked_at)
values (1, 'acme,one', '24.10.1', '24.10.2', null, 1, 'tcpdump 4.99-1 → 4.99-2', '', true, '2026-01-02 03:04:05');

select 1 from firmware_check where device_id = 1 and package_words = 'tcpdump 4.99-1 → 4.99-2' and waiting = true;
select 1 from tailored_image where hash = 'ab' and sha256 = 'cd' and packages = '["tcpdump","-ppp"]';
select 1 from tailored_device where device_id = 1 and code = 'packages' and words = 'missing 🦄' and generation = 7;
