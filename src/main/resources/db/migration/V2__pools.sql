-- Resource pools: the values that devices have, and the few of each pool that are laid out to be taken next. The free one
-- to take is the first of its index; that a value is taken once is the unique keys' doing.

create table pool_item (
  id        bigint        not null auto_increment primary key,
  pool      varchar(63)   not null,
  item      varchar(255)  not null,
  place     int,
  number    decimal(39,0) not null,
  device_id bigint,
  slot      varchar(64),
  at        datetime(6),
  constraint pool_item_once unique (pool, item),
  constraint pool_item_slot unique (device_id, pool, slot),
  constraint pool_item_device foreign key (device_id) references device (id)
) ${tableOptions};
create index pool_item_free on pool_item (pool, device_id, place, number);
create index pool_item_list on pool_item (pool, id);
