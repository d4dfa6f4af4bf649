-- What is planned for a device and how far its steps have come: one plan a device, the newest. The program is sealed, and
-- gone when its run is over.

create table plan (
  device_id  bigint       not null primary key,
  run_id     bigint       not null,
  pattern    varchar(255) not null,
  definition varchar(100) not null,
  digest     varchar(64)  not null,
  cuts_off   boolean      not null,
  made_at    datetime(6)  not null,
  program    longblob,
  version    bigint       not null,
  constraint plan_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};

create table plan_step (
  id         bigint        not null auto_increment primary key,
  device_id  bigint        not null,
  position   int           not null,
  name       varchar(100)  not null,
  action     varchar(100)  not null,
  onstart    varchar(1000) not null,
  onsuccess  varchar(1000) not null,
  onfailure  varchar(1000) not null,
  state      varchar(20)   not null,
  exit_code  int,
  started_at datetime(6),
  ended_at   datetime(6),
  version    bigint        not null,
  constraint plan_step_one unique (device_id, position),
  constraint plan_step_plan foreign key (device_id) references plan (device_id) on delete cascade
) ${tableOptions};

-- The step that a line of a plan's run belongs to.
alter table device_event add column step int;

-- What a WAITING device waits for: the pool where it is one, and the words.
alter table provisioning add column waits_for varchar(63);
alter table provisioning add column waits_words varchar(1000);
create index provisioning_waits on provisioning (waits_for, device_id);
