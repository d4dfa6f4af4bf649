-- Rows as step 5 may find them. What begins with select must find a row in the newest tables.
insert into backup (device_id, number, taken_at, checked_at, digest, files, changed, bytes, content)
values (1, 3, '2026-01-02 03:04:05', '2026-01-03 03:04:05', 'd1', 41, 2, 3, x'01ff00');
insert into backup_order (device_id, due_at, asked_by)
select id, '2026-01-02 03:04:05', 'ops 🦄' from device where id = 1 and id not in (select device_id from backup_order);
insert into backup_restore (device_id, number, board_name) values (1, 3, 'acme,one');
insert into successor (device_id, mac, asked_by) values (1, '02:00:00:00:00:99', 'ops 🦄');

select 1 from backup where device_id = 1 and number = 3 and digest = 'd1' and files = 41 and content = x'01ff00';
select 1 from backup_order where device_id = 1;
select 1 from backup_restore where device_id = 1 and number = 3 and board_name = 'acme,one';
select 1 from successor where mac = '02:00:00:00:00:99' and asked_by = 'ops 🦄';
select 1 from device where id = 1 and stands_for is null;
