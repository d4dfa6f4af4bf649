-- Rows as step 2 may find them. What begins with select must find a row in the newest tables.
insert into pool_item (pool, item, place, number, device_id, slot, at)
values ('names', 'ap-🦄', 1, 340282366920938463463374607431768211455, 1, 'hostname', '2026-01-02 03:04:05');

select 1 from pool_item where pool = 'names' and item = 'ap-🦄' and device_id = 1
  and number = 340282366920938463463374607431768211455;
