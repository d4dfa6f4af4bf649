-- What a router that is upgraded is to be asked when it is back, sealed; there until the upgrade has ended.

create table upgrade_health (
  operation_id    bigint   not null primary key,
  soak_seconds    bigint   not null,
  longest_seconds bigint   not null,
  program         longblob not null,
  constraint upgrade_health_operation foreign key (operation_id) references upgrade_operation (id) on delete cascade
) ${tableOptions};

-- How each device compares to the build that it should run, when all were last looked at.
create table firmware_drift (
  device_id  bigint       not null primary key,
  state      varchar(20)  not null,
  build      varchar(140) not null,
  board      varchar(128),
  runs       varchar(128),
  image_id   bigint,
  automatic  boolean      not null,
  source     varchar(200) not null,
  words      varchar(300) not null,
  -- the image that was ordered in vain: it is not ordered again before another is wished for
  held_image bigint,
  held_by    bigint,
  held_words varchar(300),
  due        boolean      not null,
  since      datetime(6)  not null,
  constraint firmware_drift_device foreign key (device_id) references device (id) on delete cascade
) ${tableOptions};
create index firmware_drift_state on firmware_drift (state, device_id);
create index firmware_drift_due on firmware_drift (due, device_id);

-- Their numbers.
create table firmware_drift_count (
  id         bigint       not null auto_increment primary key,
  build      varchar(140) not null,
  board      varchar(128) not null,
  state      varchar(20)  not null,
  devices    bigint       not null,
  counted_at datetime(6)  not null
) ${tableOptions};
