-- Rows as step 9 may find them. What begins with select must find a row in the newest tables.
insert into upgrade_operation
  (id, device_id, device_name, image_id, build, file, sha256, bytes, release_name, revision, board, options, state, code,
   words, active_device_id, asked_by, created_at, deadline, attempts, nonce, run_id, boot_id, visits, bytes_done,
   brings_image, flashed_at, back_by, download_hash, download_until, version)
values (1, 1, 'ap-1 🦄', 1, 'campus/24.10.2', 'one.bin', 'ab', 7, '24.10.2', 'r1', 'acme,one', '-c -k', 'REBOOTING', null,
  'waits 🦄', 1, 'ops 🦄', '2026-01-02 03:04:05', '2026-01-09 03:04:05', 1, '0123abcd', 1, 'boot', 3, 7,
  false, '2026-01-02 03:05:05', '2026-01-02 03:19:45', 'cd', '2026-01-02 04:04:05', 2);
insert into upgrade_operation
  (device_id, device_name, image_id, build, file, sha256, bytes, board, options, state, code, asked_by, created_at,
   deadline, attempts, nonce, visits, bytes_done, brings_image, ended_at, retry_of, version)
values (2, 'ap-2', 1, 'campus/24.10.2', 'one.bin', 'ab', 7, 'acme,one', '', 'FAILED', 'old_version', 'ops',
  '2026-01-02 03:04:05', '2026-01-09 03:04:05', 1, '0123abce', 0, 0, false, '2026-01-02 04:04:05', 1, 9);

select 1 from upgrade_operation where id = 1 and state = 'REBOOTING' and active_device_id = 1 and device_name = 'ap-1 🦄' and download_hash = 'cd' and nonce = '0123abcd';
select 1 from upgrade_operation where device_id = 2 and state = 'FAILED' and code = 'old_version' and active_device_id is null and retry_of = 1;
