-- Rows as step 7 may find them. What begins with select must find a row in the newest tables.
insert into device_tag (device_id, tag) values (1, 'floor-2');

select 1 from device_tag where device_id = 1 and tag = 'floor-2';
