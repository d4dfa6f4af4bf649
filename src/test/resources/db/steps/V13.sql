-- Rows as step 13 may find them. What begins with select must find a row in the newest tables.
insert into signal_delivery
  (id, uuid, target, kind, subject, body, state, attempts, answer, created_at, latest, next_at, version)
values (1, '0d9cb9a4-1d0c-4a9c-9f53-0a3d5f2a7c11', 'ops', 'upgrade.failed', 'Upgrade 2 of ap-2 🦄 failed', '{}', 'WAITING', 2,
  'no answer within 10 s', '2026-01-02 03:04:05', '2026-01-03 03:04:05', '2026-01-02 03:08:05', 2);

select 1 from signal_delivery where id = 1 and target = 'ops' and state = 'WAITING' and subject = 'Upgrade 2 of ap-2 🦄 failed' and ended_at is null;
