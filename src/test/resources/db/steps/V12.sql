-- Rows as step 12 may find them. What begins with select must find a row in the newest tables.
insert into rollout (id, name, build_id, build, options, plan, state, words, stage, stage_size, passed_at, asked_by,
   created_at, version)
values (1, 'spring 🦄', 1, 'campus/24.10.2', '-k',
  '{"name":"spring","build":"campus/24.10.2","targets":{"all":true},"late":false,"approval":false,"start":true}',
  'RUNNING', 'upgrades begin', 1, 2, '2026-01-02 03:04:05', 'ops 🦄', '2026-01-02 03:04:05', 3);
insert into rollout_device (rollout_id, device_id, image_id, stage, height, parent_id, site, state, operation_id, forgiven)
values (1, 1, 1, 1, 0, -1, 'floor-2', 'ORDERED', 1, false);
insert into rollout_device (rollout_id, device_id, stage, height, parent_id, state, reason, words, forgiven)
values (1, 2, 1, 0, 1, 'LEFT_OUT', 'no_image', 'none for it 🦄', false);
insert into rollout_event (rollout_id, at, actor, message)
values (1, '2026-01-02 03:04:05', 'ops 🦄', 'asked for 🦄');
update upgrade_operation set rollout_id = 1, leave_until = '2026-01-02 03:06:05' where id = 1;

select 1 from rollout where id = 1 and name = 'spring 🦄' and state = 'RUNNING' and stage_size = 2;
select 1 from rollout_device where rollout_id = 1 and device_id = 1 and operation_id = 1 and reason is null;
select 1 from rollout_device where rollout_id = 1 and device_id = 2 and reason = 'no_image' and words = 'none for it 🦄';
select 1 from rollout_event where rollout_id = 1 and actor = 'ops 🦄';
select 1 from upgrade_operation where id = 1 and rollout_id = 1 and leave_until = '2026-01-02 03:06:05';
