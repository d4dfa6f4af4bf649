-- Rows as step 11 may find them. What begins with select must find a row in the newest tables.
update device set device_group = 'aps', location = 'floor-2' where id = 1;

select 1 from device where id = 1 and device_group = 'aps' and location = 'floor-2' and parent_id is null;
