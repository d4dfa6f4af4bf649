-- Nodes of ZTPServer's clients are folders and no devices, and take from the pools all the same: whose a value is, is
-- either a device's id, or below zero the id of a row here.

create table pool_node (
  id   bigint       not null auto_increment primary key,
  name varchar(100) not null,
  constraint pool_node_name unique (name)
) ${tableOptions};
alter table pool_item drop constraint pool_item_device;
