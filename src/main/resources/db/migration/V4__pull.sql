-- Devices that fetch their work themselves: which way each goes, by what it proves itself, and how far what it posts back
-- has come.

alter table device add column way varchar(8) not null default 'PUSH';
alter table device add column way_set boolean not null default false;
alter table device add column asked_at datetime(6);
alter table device add column asks bigint not null default 0;

create table work_key (
  device_id bigint         not null primary key,
  sealed    varbinary(200) not null,
  constraint work_key_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

-- The one-time number given last to a device for each purpose; gone when it was used.
create table nonce (
  device_id bigint      not null,
  purpose   varchar(20) not null,
  nonce     varchar(32) not null,
  primary key (device_id, purpose),
  constraint nonce_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

-- A run that its device fetched: so many bytes of its output have come, and what the reader of them holds.
create table fetched_run (
  run_id   bigint not null primary key,
  received bigint not null,
  held     longblob,
  version  bigint not null,
  constraint fetched_run_run foreign key (run_id) references script_run (id) on delete cascade
) ${tableOptions};
