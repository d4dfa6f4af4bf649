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

-- The device whose number a box took over with its place; null for its own.
alter table device add column stands_for bigint;

-- Which version is put onto the device by its next plan, and of which board it is.
create table backup_restore (
  device_id  bigint      not null primary key,
  number     int         not null,
  board_name varchar(80),
  constraint backup_restore_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

-- A place that waits for a box which has not registered yet.
create table successor (
  device_id bigint      not null primary key,
  mac       varchar(17) not null,
  asked_by  varchar(80) not null,
  constraint successor_mac unique (mac),
  constraint successor_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

insert into backup_order (device_id, due_at) select id, last_seen from device where state = 'PROVISIONED';
