-- Rows as step 6 may find them. What begins with select must find a row in the newest tables.
insert into pool_node (id, name) values (7, 'SSJ17290598');
insert into pool_item (pool, item, place, number, device_id, slot, at)
values ('names', 'leaf-1', 2, 1, -7, '', '2026-01-02 03:04:05');

select 1 from pool_item i join pool_node n on n.id = -i.device_id where i.item = 'leaf-1' and n.name = 'SSJ17290598';
select 1 from pool_item where device_id = 1;
