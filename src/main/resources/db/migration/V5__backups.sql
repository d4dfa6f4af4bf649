-- Configurations of devices in versions, each sealed; and when the next one is to be taken, one row a device.

create table backup (
  id         bigint      not null auto_increment primary key,
  device_id  bigint      not null,
  number     int         not null,
  taken_at   datetime(6) not null,
  checked_at datetime(6) not null,
  digest     varchar(64) not null,
  files      int         not null,
  changed    int         not null,
  bytes      int         not null,
  content    longblob    not null,
  constraint backup_one unique (device_id, number),
  constraint backup_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

create table backup_order (
  device_id bigint      not null primary key,
  due_at    datetime(6) not null,
  asked_by  varchar(80),
  constraint backup_order_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};
create index backup_order_due on backup_order (due_at);

insert into backup_order (device_id, due_at) select id, last_seen from device where state = 'PROVISIONED';
