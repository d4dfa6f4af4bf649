-- Roll-outs: one upgrade for many devices, in stages. A roll-out's progress is read from its operations.

create table rollout (
  id          bigint        not null auto_increment primary key,
  name        varchar(80)   not null,
  build_id    bigint        not null,
  build       varchar(140)  not null,
  options     varchar(20)   not null,
  plan        longtext      not null,
  state       varchar(24)   not null,
  words       varchar(1000) not null,
  stage       int           not null,
  -- how many devices the stage began with, and when its gate was passed
  stage_size  bigint        not null,
  passed_at   datetime(6),
  joined_at   datetime(6),
  asked_by    varchar(80)   not null,
  approved_by varchar(80),
  created_at  datetime(6)   not null,
  ended_at    datetime(6),
  version     bigint        not null
) ${tableOptions};
create index rollout_ended on rollout (ended_at, id);

-- A device that was chosen; one that is left out says why. height: over how many devices it stands; leaves go first.
-- parent_id: the device that it hangs behind; its own number, negative, where there is none: the index tells them apart.
create table rollout_device (
  rollout_id   bigint      not null,
  device_id    bigint      not null,
  image_id     bigint,
  stage        int         not null,
  height       int         not null,
  site         varchar(64),
  parent_id    bigint      not null,
  state        varchar(12) not null,
  reason       varchar(40),
  words        varchar(300),
  operation_id bigint,
  forgiven     boolean     not null,
  primary key (rollout_id, device_id),
  constraint rollout_device_rollout foreign key (rollout_id) references rollout (id)
) ${tableOptions};
create index rollout_device_next on rollout_device (rollout_id, state, stage, height, device_id);
create index rollout_device_parent on rollout_device (rollout_id, parent_id);
create index rollout_device_reason on rollout_device (rollout_id, reason, device_id);
create index rollout_device_image on rollout_device (image_id, state);
create index rollout_device_operation on rollout_device (operation_id);

-- Who did what to a roll-out, and when.
create table rollout_event (
  id         bigint        not null auto_increment primary key,
  rollout_id bigint        not null,
  at         datetime(6)   not null,
  actor      varchar(80),
  message    varchar(1000) not null,
  constraint rollout_event_rollout foreign key (rollout_id) references rollout (id)
) ${tableOptions};
create index rollout_event_one on rollout_event (rollout_id, id);

-- Until when an upgrade of a roll-out may begin; null: not before its roll-out says so.
alter table upgrade_operation add column leave_until datetime(6);
