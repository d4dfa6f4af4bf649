-- Rows as step 4 may find them. What begins with select must find a row in the newest tables.
update device set way = 'PULL', way_set = true, asked_at = '2026-01-02 03:04:05', asks = 7 where id = 1;
insert into work_key (device_id, sealed) values (1, x'01ff00');
insert into nonce (device_id, purpose, nonce) values (1, 'work', 'ab12');
insert into fetched_run (run_id, received, held, version) values (1, 4096, x'00ff', 1);

select 1 from device where id = 1 and way = 'PULL' and way_set and asks = 7;
select 1 from work_key where device_id = 1 and sealed = x'01ff00';
select 1 from nonce where device_id = 1 and purpose = 'work' and nonce = 'ab12';
select 1 from fetched_run where run_id = 1 and received = 4096 and held = x'00ff';
